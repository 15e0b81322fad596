import type { Request } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { untilHydrated } from "#tests/e2e/until-hydrated.ts";

test.beforeEach(async ({ salon: page }) => {
  await page.goto("/settings/members");
  await untilHydrated(page);
});

test("a press on a question mark opens its text, also if the code of the pop-up arrives in the middle of the press", async ({
  salon: page,
}) => {
  const hint = page.getByRole("button", { name: "What is the last admin?" });
  const arrival = Promise.withResolvers<void>();
  const parts: Request[] = [];
  await page.route("**/_next/static/chunks/*.js", async (route, part) => {
    parts.push(part);
    await arrival.promise;
    await route.continue();
  });
  await hint.hover();
  await expect.poll(() => parts.length).toBeGreaterThan(0);
  await page.mouse.down();
  arrival.resolve();
  for (const part of parts) await (await part.response())?.finished();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))));
  await page.mouse.up();
  await expect(page.getByRole("dialog")).toContainText("Make another member an admin first.");
});

test("a press on a question mark keeps the text that the pointer opened, and the next press closes it", async ({
  salon: page,
}) => {
  const hint = page.getByRole("button", { name: "What is the last admin?" });
  const text = page.getByRole("dialog");
  const leave = () => page.mouse.move(0, 0);
  await hint.click();
  await expect(text).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(text).toHaveCount(0);
  await leave();

  await page.clock.install();
  await hint.hover();
  await expect(text).toBeVisible();
  await page.clock.runFor(1000);
  await hint.click();
  await leave();
  await page.clock.runFor(1000);
  await expect(text).toBeVisible();
  await hint.click();
  await expect(text).toHaveCount(0);
});
