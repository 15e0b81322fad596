import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { expectDelivered, newReceiver } from "#tests/e2e/journeys.ts";

test("an owner switches to test mode, which shows only the sandbox and says so", async ({ salon: page }) => {
  const name = "Sandbox";
  const modes = page.getByRole("group", { name: "Mode" }).filter({ visible: true });
  const banner = page.getByRole("status").filter({ hasText: "Test mode" });
  // The page is live once its buttons work.
  await page.goto("/deliveries");
  await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
  await expect(banner).toHaveCount(0);
  await modes.getByRole("button", { name: "Test mode" }).click();
  await expect(banner).toBeVisible();

  await test.step("a webhook made now is a test webhook", async () => {
    await page.goto("/webhooks/new");
    await expect(page.getByRole("heading", { name: "New test webhook" })).toBeVisible();
    await page.getByLabel("Endpoint URL").fill(newReceiver());
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("checkbox", { name: "Appointment created" }).click();
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByRole("heading", { name: "Your webhook is ready" })).toBeVisible();
    await page.getByRole("button", { name: "Send test" }).click();
    await expectDelivered(page);
  });

  const address = page.url();
  await test.step("the lists of live mode do not have it", async () => {
    await modes.getByRole("button", { name: "Live mode" }).click();
    await expect(page).toHaveURL(/\/webhooks$/);
    await expect(banner).toHaveCount(0);
    await expect(page.getByRole("link", { name })).toHaveCount(0);
  });

  await test.step("a link to it leads back to test mode, also for its log", async () => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(banner).toBeVisible();
    const id = new URL(address).pathname.split("/").at(-1);
    await page.goto(`/deliveries?webhookId=${id}&test=all`);
    await expect(
      page.getByRole("table", { name: "Deliveries" }).getByRole("link", { name: /Appointment created/ }),
    ).toHaveCount(1);
  });

  await test.step("an API key made now is a test key", async () => {
    await page.goto("/settings/api-keys");
    await page.getByRole("button", { name: "New API key" }).click();
    await expect(page.getByRole("radio", { name: "Test" })).toBeChecked();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(seen(page, /^mwk_test_\w+$/)).toBeVisible();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: name }).getByText("Test mode")).toBeVisible();
  });

  await modes.getByRole("button", { name: "Live mode" }).click();
  await expect(banner).toHaveCount(0);
});
