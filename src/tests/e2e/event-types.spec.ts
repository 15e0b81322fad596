import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, newReceiver, openPart } from "#tests/e2e/journeys.ts";

test("an owner chooses a family with what comes later, and finds the webhook at the event type", async ({
  salon: page,
}) => {
  const name = "Wildcard";
  await beginWebhook(page);
  await page.getByLabel("Endpoint URL").fill(newReceiver());
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  const appointments = page.getByRole("group", { name: "Appointments" });
  const types = (checked: boolean) => appointments.getByRole("checkbox", { name: /^Appointment /, checked });

  await test.step("all about appointments ticks no name that Acuity uses", async () => {
    await appointments.getByRole("checkbox", { name: "Everything about Appointments" }).click();
    await expect(types(true)).toHaveCount(8);
    await expect(appointments.getByRole("checkbox", { name: "Appointment changed" })).toBeHidden();
    await appointments.getByText("Names that Acuity uses").click();
    await expect(appointments.getByRole("checkbox", { name: "Appointment changed" })).not.toBeChecked();
    await expect(appointments.getByRole("checkbox", { name: "Appointment scheduled" })).not.toBeChecked();
  });

  await test.step("the wildcard holds the ticks of its types, by keyboard too", async () => {
    await appointments.getByRole("checkbox", { name: "Types that are added later" }).focus();
    await page.keyboard.press("Space");
    await expect(appointments.getByRole("checkbox", { name: "Appointment no-show" })).toBeDisabled();
    await expect(types(true)).toHaveCount(8);
  });

  await page.getByRole("button", { name: "Create webhook" }).click();
  await page.getByRole("link", { name: "Go to this webhook" }).click();
  await expect(seen(page, /^Today: .*no-show.*, and types that are added later\.$/i)).toBeVisible();

  await test.step("a change is shown before it is saved, and leaving the half-typed form asks", async () => {
    await openPart(page, "Settings");
    await page.getByRole("textbox", { name: "Name" }).fill(`${name} again`);
    await expect(page.getByRole("heading", { name: "1 change" })).toBeVisible();
    await openPart(page, "Overview");
    await page.getByRole("alertdialog").getByRole("button", { name: "Keep editing" }).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByRole("heading", { name: `${name} again`, level: 1 })).toBeVisible();
    await openPart(page, "Overview");
    await expect(page.getByRole("heading", { name: "About this webhook" })).toBeVisible();
  });

  await test.step("the catalogue explains the type and names the webhook", async () => {
    await page.goto("/events");
    await page.getByRole("link", { name: "Event types" }).click();
    await page.getByRole("link", { name: "Appointment no-show" }).click();
    await expect(page.getByRole("heading", { name: "Appointment no-show", level: 1 })).toBeVisible();
    await expect(page.getByRole("rowheader", { name: /^previous/ })).toBeVisible();
    const webhooks = page.getByRole("list", { name: "Webhooks that receive it" });
    await expect(webhooks.getByRole("listitem").filter({ hasText: name })).toContainText("by appointment.*");
    await page.goto("/events/types/appointment.scheduled");
    await expect(page.getByRole("heading", { name: "Webhooks that receive it" })).toBeVisible();
    await expect(page.getByRole("link", { name })).toHaveCount(0);
  });

  await test.step("a type without a webhook leads to a form that has it ticked", async () => {
    await page.getByRole("link", { name: "Create webhook" }).click();
    await expect(page.getByRole("checkbox", { name: "Appointment scheduled" })).toBeChecked();
    await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(1);
  });

  await test.step("warnings for other systems lead to a form that has them ticked", async () => {
    await page.goto("/settings/notifications");
    await page.getByRole("link", { name: "Create webhook" }).click();
    await expect(page.getByRole("checkbox", { name: "Webhook failing" })).toBeChecked();
    await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(3);
  });
});
