import type { Locator, Page } from "@playwright/test";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver } from "#tests/e2e/journeys.ts";
import type { World } from "#tests/e2e/world.ts";

type Reads = { scrolls: number; queries: number };

/** Counts what a page asks its window. Reading the scroll place lays out the page, a new media query computes its styles. */
const countReads = async (page: Page) => {
  await page.addInitScript(() => {
    const reads = { scrolls: 0, queries: 0 };
    const query = matchMedia.bind(globalThis);
    const scroll = Object.getOwnPropertyDescriptor(globalThis, "scrollY");
    Object.assign(globalThis, { reads });
    globalThis.matchMedia = (text) => {
      reads.queries++;
      return query(text);
    };
    Object.defineProperty(globalThis, "scrollY", {
      get: () => {
        reads.scrolls++;
        return scroll?.get?.call(globalThis);
      },
    });
  });
  return () => page.evaluate(() => ({ ...(globalThis as unknown as { reads: Reads }).reads }));
};

const rowOf = (page: Page, id: string) => page.getByRole("table", { name: "Deliveries" }).getByText(id);

/** Returns the id of the appointment, which stands in the row. */
const report = async (world: World): Promise<string> => {
  const event = booked();
  await world.send(event);
  return String(event.data.appointmentId);
};

const arrive = async (page: Page, world: World) => expect(rowOf(page, await report(world))).toBeVisible();

/** Tells whether a chart writes numbers beside its first axis. */
const hasCounts = (chart: Locator) =>
  chart.locator("canvas").evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return false;
    const px = canvas.width / canvas.clientWidth;
    const words = canvas.getContext("2d")?.getImageData(0, 0, 36 * px, canvas.height - 40 * px);
    return words?.data.some((part) => part > 0) ?? false;
  });

test("rows that arrive ask the window for nothing, and wait while it is scrolled down", async ({
  salon: page,
  world,
}) => {
  const readCounts = await countReads(page);
  await world.addWebhook(newReceiver(), "Rows");
  await page.goto("/deliveries");
  await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
  await arrive(page, world);
  await expect(page.locator("canvas")).toBeVisible();

  const before = await readCounts();
  for (let more = 0; more < 3; more++) await arrive(page, world);
  expect(await readCounts()).toEqual(before);

  await page.setViewportSize({ width: 1280, height: 240 });
  await page.evaluate(() => scrollTo({ top: 100 }));
  const id = await report(world);
  await expect(page.getByRole("button", { name: /new/ })).toBeVisible();
  await expect(rowOf(page, id)).toHaveCount(0);
  await page.evaluate(() => scrollTo({ top: 0 }));
  await expect(rowOf(page, id)).toBeVisible();
});

test("new rows wait until the focus is back on the row whose panel closes", async ({ salon: page, world }) => {
  await world.addWebhook(newReceiver(), "Panel");
  await page.goto("/deliveries");
  await expect(seen(page, "Real-time", { exact: true })).toBeVisible();
  await arrive(page, world);
  const row = page.getByRole("table", { name: "Deliveries" }).locator("[data-row-link]");
  await row.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("heading", { name: "Attempts" })).toBeVisible();
  const id = await report(world);
  const news = page.getByText("1 new");
  await expect(news).toBeVisible();

  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(row).toBeFocused();
  await expect(news).toBeVisible();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(rowOf(page, id)).toBeVisible();
});

test("a row of a phone has its whole width for words", async ({ salon: page, world }) => {
  await world.addWebhook(newReceiver(), "Phone");
  await world.send(booked());
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/events");
  const cells = page.getByRole("table", { name: "Events" }).getByRole("row").last().getByRole("cell");
  await expect(cells.filter({ hasText: "Delivered to 1 webhook" })).toBeVisible();
  for (const cell of await cells.all()) await expect(cell).toHaveCSS("padding", "0px");
});

test("a chart that was empty names its counts when the first delivery arrives", async ({ salon: page, world }) => {
  const webhook = await world.addWebhook(newReceiver(), "Chart");
  // A chart without a line: the line's own scale would change with the first delivery.
  await page.goto(`/deliveries?webhookId=${webhook}`);
  const chart = page.getByRole("slider", { name: "Deliveries that ended, over time" });
  await expect(chart.getByText("Nothing in this time")).toBeVisible();
  expect(await hasCounts(chart)).toBe(false);
  await world.send(booked());
  await expect.poll(() => hasCounts(chart), { timeout: 40_000 }).toBe(true);
});
