import { LOG_PAGE_SIZE } from "#features/deliveries/log-filters.ts";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";
import { recordTasks } from "#tests/e2e/record-tasks.ts";

const EVENTS_PER_SECOND = 200;
const SECONDS = 6;
const LONG_MS = 50;

// Playwright's own trace copies the whole page at each step, in the thread that is measured.
test.use({ trace: "off" });

test(`the log stays usable while ${EVENTS_PER_SECOND} events a second arrive`, async ({
  salon: page,
  world,
  cleanUp,
}) => {
  test.setTimeout(120_000);
  await world.addWebhook(newReceiver(), "Busy");
  await page.goto("/deliveries");
  const endRecording = await recordTasks(page, cleanUp);

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
  const rows = table.locator("[data-row-link]");
  const news = page.getByRole("button", { name: /new/ });

  await test.step("rows come by themselves, and wait while one is looked at", async () => {
    await expect(rows.first()).toBeVisible();
    const row = rows.nth(3);
    await row.hover();
    const address = await row.getAttribute("href");
    // A pointer that rests points at nothing: under this load the next read may take longer than it may rest.
    let moves = 0;
    const isPointedBesideNews = async () => {
      await row.hover({ position: { x: 20 + (++moves % 2), y: 10 } });
      return news.isVisible();
    };
    await expect.poll(isPointedBesideNews, { intervals: [250] }).toBe(true);
    expect(await row.getAttribute("href")).toBe(address);
  });

  await test.step("a row opens and closes in between", async () => {
    await rows.nth(3).click();
    const panel = page.getByRole("dialog");
    // The attempt may show late: under this load the server is slow to answer reads, or refuses some.
    await expect(panel.getByRole("heading", { name: "Attempts" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
  });

  await test.step("rows go on by themselves when the reader is back at the top and looks away", async () => {
    const newest = (await rows.first().getAttribute("href")) ?? "";
    await page.evaluate(() => scrollTo({ top: 0 }));
    await page.getByRole("heading", { level: 1 }).click();
    await expect(rows.first()).not.toHaveAttribute("href", newest);
  });

  await expect.poll(() => accepted, { timeout: 30_000 }).toBeGreaterThanOrEqual(EVENTS_PER_SECOND * SECONDS);
  clearInterval(traffic);
  const tasks = await endRecording();

  await test.step("rows below the window come when the load is over", async () => {
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(LOG_PAGE_SIZE);
  });

  const long = tasks
    .filter(({ wall }) => wall > LONG_MS)
    .map(({ wall, own }) => `${Math.round(wall)} (${Math.round(own)})`);
  const longest = Math.round(Math.max(...tasks.map(({ own }) => own)));
  // Printed and not expected: the whole system and the browser share the cores of this machine.
  console.log(
    `${accepted} events in ${Date.now() - started} ms; tasks over ${LONG_MS} ms, with their own work: ${long.join(", ") || "none"}; most work in one task: ${longest} ms`,
  );
});
