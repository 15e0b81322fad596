import type { Page } from "@playwright/test";
import { expect, test } from "#tests/e2e/fixtures.ts";

/** Pixels between the top of the window and a call after a jump to it. */
const topOf = (page: Page, id: string) =>
  page.locator(`[id="${id}"]`).evaluate((call) => call.getBoundingClientRect().top);

test("links and the browser's search lead to each call of the API reference, also to one that is far down", async ({
  salon: page,
}) => {
  await page.goto("/docs/api");
  const calls = page.getByRole("article");
  await expect(calls.first()).toBeVisible();
  const ids = await calls.evaluateAll((articles) => articles.map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(20);
  const last = ids.at(-2) ?? "";
  for (const id of [ids[12] ?? "", last]) {
    await page.goto("about:blank");
    await page.goto(`/docs/api#${id}`);
    await expect.poll(() => topOf(page, id)).toBeLessThan(200);
    expect(await topOf(page, id)).toBeGreaterThanOrEqual(0);
  }

  await page.goto("/docs/api");
  await page.getByRole("navigation", { name: "On this page" }).getByRole("link").last().click();
  const heading = page.getByRole("main").getByRole("heading", { level: 2 }).last();
  await expect(heading).toBeInViewport();

  await page.evaluate(() => scrollTo(0, 0));
  const text = (await page.locator(`[id="${last}"] code`).first().textContent()) ?? "";
  expect(await page.evaluate((words) => Reflect.apply(Reflect.get(window, "find"), window, [words]), text)).toBe(true);
});
