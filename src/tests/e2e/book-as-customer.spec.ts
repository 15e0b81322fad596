import { randomUUID } from "node:crypto";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";

test("a customer books, moves and cancels without an account, by keyboard, and the dashboard shows each event", async ({
  page,
}) => {
  const name = `Bea ${randomUUID().slice(0, 8)}`;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/demo/book");
  await page.getByRole("link", { name: /^Haircut/ }).press("Enter");
  await expect(page.getByRole("button", { name: "Book Haircut" })).toBeVisible();
  // A day ahead: late in the evening, today has no time left.
  await page.getByRole("region", { name: "Day" }).getByRole("link").nth(3).press("Enter");
  await expect(page.getByRole("region", { name: "Day" }).getByRole("link").nth(3)).toHaveAttribute(
    "aria-current",
    "true",
  );
  const times = page.getByRole("radio");
  await times.first().focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(`bea-${randomUUID().slice(0, 8)}@example.com`);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("status")).toContainText("Your appointment is booked");
  await expect(seen(page, "Confirmed", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const before = await page.getByRole("definition").first().textContent();
  await times.last().focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Move appointment" }).press("Enter");
  await expect(page.getByRole("status")).toContainText("Your appointment has a new time");
  await expect(page.getByRole("definition").first()).not.toHaveText(before ?? "");

  await page.locator("summary").press("Enter");
  await page.getByRole("button", { name: "Cancel appointment" }).press("Enter");
  await expect(page.getByRole("status")).toContainText("Your appointment is canceled");
  await expect(page.getByRole("button", { name: "Move appointment" })).toHaveCount(0);

  await page.getByRole("link", { name: "See what was sent" }).click();
  await page.getByRole("button", { name: "Sign in as demo salon" }).click();
  await expect(page).toHaveURL(/\/events$/);
  const rows = page.getByRole("table", { name: "Events" }).locator("tbody tr");
  for (const label of [/canceled/i, /rescheduled/i, /created|booked/i])
    await expect(rows.filter({ hasText: name }).filter({ hasText: label }).first()).toBeVisible();
});
