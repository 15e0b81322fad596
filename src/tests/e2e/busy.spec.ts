import { expect, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";

const EVENTS_PER_SECOND = 200;
const SECONDS = 6;

test(`the log stays usable while ${EVENTS_PER_SECOND} events a second arrive`, async ({
  salon: page,
  world,
  cleanUp,
}) => {
  test.setTimeout(120_000);
  await world.addWebhook(newReceiver(), "Busy");
  await page.goto("/deliveries");
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
  });

  const started = Date.now();
  let accepted = 0;
  // A refused request counts for nothing: a machine with little time refuses some.
  const traffic = setInterval(() => {
    void world.send(...Array.from({ length: EVENTS_PER_SECOND / 4 }, () => booked())).then(
      (ids) => {
        accepted += ids.length;
      },
      () => {},
    );
  }, 250);
  cleanUp.push(async () => clearInterval(traffic));
  const table = page.getByRole("table", { name: "Deliveries" });
  const news = page.getByRole("button", { name: /new/ });

  await test.step("rows come by themselves, and wait while one is looked at", async () => {
    await expect(table.getByRole("link").first()).toBeVisible();
    const row = table.getByRole("link").nth(3);
    await row.hover();
    const address = await row.getAttribute("href");
    await expect(news).toBeVisible();
    expect(await row.getAttribute("href")).toBe(address);
  });

  await test.step("a row opens and closes in between", async () => {
    await table.getByRole("link").nth(3).click();
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await expect.poll(() => accepted, { timeout: 30_000 }).toBeGreaterThanOrEqual(EVENTS_PER_SECOND * SECONDS);
  clearInterval(traffic);
  const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
  console.log(
    `${accepted} events in ${Date.now() - started} ms; tasks over 50 ms: ${tasks.map(Math.round).join(", ") || "none"}`,
  );
});
