import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, newReceiver } from "#tests/e2e/journeys.ts";

test("a webhook at an older version shows what an upgrade changes, upgrades, and goes back", async ({
  salon: page,
  world,
}) => {
  const name = "Version";

  await test.step("the form offers the versions", async () => {
    await beginWebhook(page);
    await page.getByLabel("Endpoint URL").fill(newReceiver());
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("checkbox", { name: "Appointment rescheduled" }).click();
    await page.getByText("More options").click();
    await page.getByLabel("API version").selectOption("2026-11-01");
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
  });

  await test.step("the preview shows the last real event in both versions", async () => {
    const previous = { startTime: "2026-03-14T10:00:00+01:00" };
    const data = { appointmentId: "apt_moved", startTime: "2026-03-16T15:30:00+01:00", previous };
    await world.send({ event: "appointment.rescheduled", data });
    await page.goto("/webhooks");
    await page.getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(seen(page, "Delivered", { exact: true })).toBeVisible();
    await page.reload();
    await page.getByText("See the difference").click();
    const difference = page.getByRole("region", { name: "Your last event, “Appointment rescheduled”" });
    await expect(difference.getByRole("listitem").filter({ hasText: "Removed:" })).toHaveText([
      /"apiVersion": "2026-11-01"/,
      /"previousStartTime": "2026-03-14T10:00:00\+01:00"/,
    ]);
    await expect(difference.getByRole("listitem").filter({ hasText: "Added:" }).first()).toHaveText(/2026-12-01/);
  });

  await test.step("one click upgrades, and another one goes back", async () => {
    await page.getByRole("button", { name: "Upgrade to 2026-12-01" }).click();
    await expect(seen(page, "Upgraded from 2026-11-01 to 2026-12-01.")).toBeVisible();
    await page.getByRole("button", { name: "Go back to 2026-11-01" }).click();
    await expect(page.getByRole("heading", { name: "API version 2026-12-01 is available" })).toBeVisible();
  });
});
