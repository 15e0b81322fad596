import { expect, test } from "#tests/e2e/fixtures.ts";
import { beginWebhook, createWebhook, newReceiver } from "#tests/e2e/journeys.ts";

// Removes the APIs that browsers leave out on plain http origins other than localhost.
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Crypto.prototype, "randomUUID");
    Reflect.deleteProperty(Crypto.prototype, "subtle");
    for (const name of ["clipboard", "serviceWorker", "locks", "storage", "credentials"])
      Reflect.deleteProperty(Navigator.prototype, name);
    for (const name of ["caches", "cookieStore"]) Reflect.deleteProperty(window, name);
  });
});

test("without a secure context headers can be added, and copying works", async ({ salon: page }) => {
  await beginWebhook(page);
  await page.getByText("More options").click();
  await page.getByRole("button", { name: "Add a header" }).click();
  await page.getByRole("button", { name: "Add a header" }).click();
  await expect(page.getByRole("textbox", { name: "Header name" })).toHaveCount(2);

  await createWebhook(page, newReceiver(), "Plain");
  const secret = await page.getByText(/^whsec_\S+$/).textContent();
  const copy = page.getByRole("button", { name: "Copy secret" });
  const pasted = async () => {
    await page.goto("/webhooks/new");
    const field = page.getByRole("textbox", { name: "Name" });
    await field.press("ControlOrMeta+V");
    return field.inputValue();
  };

  await copy.click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await expect(copy).toBeFocused();
  expect(await pasted()).toBe(secret);
});

test("a text that the browser refuses to copy is selected for the copy keys", async ({ salon: page }) => {
  await page.addInitScript(() => {
    document.execCommand = () => false;
  });
  await createWebhook(page, newReceiver(), "Refused");
  const secret = await page.getByText(/^whsec_\S+$/).textContent();
  await page.getByRole("button", { name: "Copy secret" }).click();
  await expect(page.getByRole("button", { name: "Press Ctrl+C to copy" })).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(secret);
  await page.keyboard.press("ControlOrMeta+C");
  await expect(page.getByRole("button", { name: "Copied" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Copy secret" })).toBeVisible();

  await page.goto("/webhooks/new");
  const field = page.getByRole("textbox", { name: "Name" });
  await field.press("ControlOrMeta+V");
  await expect(field).toHaveValue(secret ?? "");
});
