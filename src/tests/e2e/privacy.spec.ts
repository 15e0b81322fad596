import { randomUUID } from "node:crypto";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, booked, createApiKey, newReceiver, openPart } from "#tests/e2e/journeys.ts";

test("a webhook leaves fields out, its secret is revealed, a customer is erased, and Activity lists each step", async ({
  salon: page,
  world,
}) => {
  const name = "Privacy";
  const customerId = `cus_${randomUUID().slice(0, 8)}`;

  await test.step("fields to leave out are named under more options, and refused where they are no names", async () => {
    await beginWebhook(page);
    await page.getByLabel("Endpoint URL").fill(newReceiver());
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("checkbox", { name: "Appointment created" }).click();
    await page.getByText("More options").click();
    await page.getByLabel("Hide fields").fill("$.customer[0]");
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(seen(page, "write a path in the event's data, like customer.phone")).toBeVisible();
    await page.getByLabel("Hide fields").fill("customer.phone\nnotes");
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
    await page.goto("/webhooks");
    await page.getByRole("link", { name }).click();
    await expect(seen(page, "customer.phone, notes")).toBeVisible();
  });

  await test.step("the secret is shown after one more click, and is gone when the window closes", async () => {
    await openPart(page, "Signing secret");
    await page.getByRole("button", { name: "Show secret" }).click();
    await expect(seen(page, /^whsec_.{30,}/)).toHaveCount(0);
    await page.getByRole("dialog").getByRole("button", { name: "Show secret" }).click();
    await expect(seen(page, /^whsec_.{30,}/)).toBeVisible();
    await page.getByRole("button", { name: "Close" }).click();
    await expect(seen(page, /^whsec_.{30,}/)).toHaveCount(0);
  });

  await test.step("during a rotation both secrets sign and are shown, until the old one is ended", async () => {
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate secret" }).click();
    const secret = (await seen(page, /^whsec_.{30,}/).textContent()) ?? "";
    expect(secret).not.toBe("");
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(seen(page, "Old secret")).toBeVisible();
    await expect(seen(page, /^(1 day 0 h 0|23 h 59) min left$/)).toBeVisible();
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByRole("button", { name: "End old secret" }).click();
    await expect(seen(page, "Old secret")).toHaveCount(0);
  });

  await test.step("a new secret says how long the old one works, and survives a stray click", async () => {
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("combobox", { name: "Validity of the old secret" }).click();
    await page.getByRole("option", { name: "Not at all" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate secret" }).click();
    await expect(seen(page, /The old secret no longer works: until the endpoint has this one/)).toBeVisible();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await expect(seen(page, /^whsec_.{30,}/)).toBeVisible();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(seen(page, /^whsec_.{30,}/)).toHaveCount(0);
  });

  await test.step("a customer's data is counted, erased, and gone from the event's page", async () => {
    const [event] = await world.send(booked({ customerId, customer: { name: "Ada", phone: "+49 30 5550123" } }));
    await page.goto(`/events/${event}`);
    await expect(seen(page, "+49 30 5550123")).toBeVisible();
    await page.goto("/settings/data");
    await page.getByRole("button", { name: "Erase data" }).click();
    await page.getByLabel("Customer ID").fill("cus_unknown");
    await page.getByRole("button", { name: "Check" }).click();
    await expect(seen(page, "No data stored for this customer.")).toBeVisible();
    await page.getByLabel("Customer ID").fill(customerId);
    await page.getByRole("button", { name: "Check" }).click();
    await expect(seen(page, "1 event will be erased. This cannot be undone.")).toBeVisible();
    await page.getByRole("button", { name: "Erase for good" }).click();
    await expect(seen(page, "Erased 1 event")).toBeVisible();
    await page.goto(`/events/${event}`);
    await expect(seen(page, /Erased on request/)).toBeVisible();
    await expect(seen(page, "+49 30 5550123")).toHaveCount(0);
  });

  await test.step("Activity names the person, and can be filtered", async () => {
    await createApiKey(page, name);
    await page.getByRole("link", { name: "Settings" }).first().click();
    await page.getByRole("link", { name: "Activity" }).click();
    const list = page.getByRole("list", { name: "Activity" });
    await expect(list.getByText(`You looked at the secret of “${name}”`)).toBeVisible();
    await expect(list.getByText("You asked to erase a customer’s data").first()).toBeVisible();
    await page.getByRole("combobox", { name: "What to show" }).click();
    await page.getByRole("option", { name: "API keys" }).click();
    await expect(list.getByText(`You created the API key “${name}”`)).toBeVisible();
    await expect(list.getByText(`You looked at the secret of “${name}”`)).toHaveCount(0);
  });
});
