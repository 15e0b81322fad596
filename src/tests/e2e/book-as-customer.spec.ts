import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { violationsOf } from "#tests/e2e/axe.ts";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { layoutFaults } from "#tests/e2e/narrow.ts";

test("a customer books, moves and cancels without an account, by keyboard, and the dashboard shows each event", async ({
  page,
}) => {
  const name = `Bea ${randomUUID().slice(0, 8)}`;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/demo/book");
  await page.getByRole("link", { name: /^Haircut/ }).press("Enter");
  await expect(page.getByRole("link", { name: /^Haircut/ })).toHaveAttribute("aria-current", "true");
  const days = page.getByRole("region", { name: "Day" }).getByRole("link");
  const lastDay = await days.last().boundingBox();
  expect(lastDay && lastDay.x + lastDay.width, "the last day is in sight").toBeLessThan(390);
  // A day ahead: late in the evening, today has no time left.
  await days.nth(3).press("Enter");
  await expect(days.nth(3)).toHaveAttribute("aria-current", "true");
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
  await rows.filter({ hasText: name }).first().getByRole("link").first().click();
  await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("href", /\/events\/about\/apt_/);
});

const expectNoFaults = async (page: Page) => {
  for (const colorScheme of ["light", "dark"] as const)
    expect.soft(await violationsOf(page, colorScheme), `${page.url()}, ${colorScheme}`).toEqual([]);
  expect.soft(await layoutFaults(page), page.url()).toEqual([]);
};

test("a customer with a browser in German reads texts, days and prices in German", async ({ openPage }) => {
  test.slow();
  const page = await openPage(null, { locale: "de-AT" });
  await page.goto("/demo/book?service=svc_haircut&problem=time_taken");
  await expect(page).toHaveTitle(/^Termin buchen/);
  await expect(page.getByRole("alert").filter({ hasText: "Wählen Sie eine andere." })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Haarschnitt/ })).toContainText("45 Min.");
  await expectNoFaults(page);

  // Another day than the other test takes.
  const day = page.getByRole("region", { name: "Tag", exact: true }).getByRole("link").nth(5);
  await day.click();
  await expect(day).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("region", { name: /^Uhrzeit am \S+, \d+\. \S+$/ })).toBeVisible();
  await page.getByRole("radio").first().check();
  await page.getByLabel("Name").fill("Bea");
  await page.getByLabel("E-Mail").fill(`bea-${randomUUID().slice(0, 8)}@example.com`);
  await page.getByRole("button", { name: "Termin buchen" }).click();

  await expect(page.getByRole("status")).toContainText("Ihr Termin ist gebucht");
  await expect(page).toHaveTitle(/^Ihr Termin/);
  await expect(seen(page, "Bestätigt", { exact: true })).toBeVisible();
  await expect(page.getByRole("definition").first()).toHaveText(/^\S+, \d+\. \S+, \d\d:\d\d Uhr$/);
  await expect(page.getByRole("definition").last()).toHaveText("45,00 €");
  await expect(page.getByRole("heading", { name: "Haarschnitt" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^Uhrzeit am \S+, \d+\. \S+$/ })).toBeVisible();
  await page.locator("summary").click();
  await expectNoFaults(page);
  await page.getByRole("button", { name: "Termin stornieren" }).click();
  await expect(page.getByRole("status")).toContainText("Ihr Termin ist storniert");
});
