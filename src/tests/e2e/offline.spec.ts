import { expect, seen, test } from "#tests/e2e/fixtures.ts";

test.use({ serviceWorkers: "allow", expectedErrors: [/ERR_INTERNET_DISCONNECTED|Failed to fetch/] });

test("a page says at once that the browser is offline, answers with a page of ours, and goes on afterwards", async ({
  salon: page,
}) => {
  await page.goto("/events");
  await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await expect(seen(page, "Offline", { exact: true })).toBeVisible();
  await page.goto("/deliveries");
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
});

test("a click shows that it loads, and the heading of the next page has the focus", async ({ salon: page }) => {
  await page.goto("/webhooks");
  await page.getByRole("link", { name: "Events", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeFocused();
});
