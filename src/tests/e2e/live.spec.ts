import type { BrowserContext, Page } from "@playwright/test";
import { expect, seen, test } from "#tests/e2e/fixtures.ts";
import { booked, newReceiver, withoutSharedWorkers } from "#tests/e2e/journeys.ts";
import type { World } from "#tests/e2e/world.ts";
import { until } from "#tests/until.ts";

const PAGES = ["/deliveries", "/events", "/deliveries?status=failed", "/events"];
const STREAMS_OF_A_SESSION = 10;

/** Opens live streams with the browser's cookies until the server refuses one. */
const fillUp = async (context: BrowserContext, baseURL: string | undefined) => {
  const address = new URL("/api/trpc/live.changes", baseURL);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const stop = new AbortController();
  for (let opened = 0; ; opened++) {
    const { status, headers, body } = await fetch(address, { headers: { cookie }, signal: stop.signal });
    // A stream without a reader may be collected or cut off, which frees its place.
    body?.pipeTo(new WritableStream()).catch(() => undefined);
    if (status !== 200) return { opened, status, retryAfter: headers.get("retry-after"), stop };
  }
};

const openPage = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(path);
  return page;
};

const expectLive = (page: Page) => expect(seen(page, "Real-time", { exact: true })).toBeVisible();

const report = async (world: World): Promise<string> => (await world.send(booked()))[0] ?? "";

const eventLink = (page: Page, id: string) => page.getByRole("table", { name: "Events" }).locator(`a[href$="${id}"]`);

test("more pages than a browser has connections share one stream, update, and end together", async ({
  salon,
  world,
  baseURL,
}) => {
  const context = salon.context();
  const pages = await Promise.all([...PAGES, ...PAGES].map((path) => openPage(context, path)));
  for (const page of pages) await expectLive(page);

  await test.step("all pages navigate and stay live", async () => {
    await Promise.all(pages.map((page) => page.goto("/events")));
    for (const page of pages) await expectLive(page);
  });

  await test.step("the server holds one stream for all pages", async () => {
    const full = await fillUp(context, baseURL);
    expect(full).toMatchObject({ opened: STREAMS_OF_A_SESSION - 1, status: 429, retryAfter: "30" });
    full.stop.abort();
  });

  await test.step("all pages show a change", async () => {
    const id = await report(world);
    for (const page of pages) await expect(eventLink(page, id)).toBeVisible();
  });

  await test.step("a sign-out in one page ends all", async () => {
    const [first] = pages;
    await first?.getByRole("button", { name: "Sign out", exact: true }).filter({ visible: true }).click();
    for (const page of pages) await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  });
});

test("without shared workers a hidden page closes its stream, and reloads when it is shown", async ({
  salon: page,
  world,
}) => {
  await withoutSharedWorkers(page);
  // A page reads its list once more when its stream is open.
  const caughtUp = page.waitForResponse((answer) => answer.url().includes("events.log"));
  await page.goto("/events");
  await expectLive(page);
  await caughtUp;
  const show = (visibilityState: string) =>
    page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, visibilityState);
  const closed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/live.changes"));
  await show("hidden");
  await closed;
  const id = await report(world);
  await until("the event is stored", async () => (await page.request.get(`/events/${id}`)).ok());
  await expect(eventLink(page, id)).toHaveCount(0);
  await show("visible");
  await expect(eventLink(page, id)).toBeVisible();
  await expectLive(page);
});

test("a page whose shared worker does not start opens its own stream", async ({ salon: page }) => {
  await page.addInitScript(() => {
    class SharedWorker {
      port = new MessageChannel().port1;
      onerror: (() => void) | null = null;
      constructor() {
        queueMicrotask(() => this.onerror?.());
      }
    }
    Object.assign(globalThis, { SharedWorker });
  });
  const own = page.waitForRequest((request) => request.url().endsWith("/live.changes"));
  await page.goto("/events");
  await own;
  await expectLive(page);
});

test.describe("a page without a place for a stream", () => {
  test.use({ expectedErrors: [/status of 429/] });

  test("says so, and polls for changes", async ({ salon: page, world, baseURL }) => {
    await withoutSharedWorkers(page);
    await page.goto("about:blank");
    const full = await until("the session has no place left", async () => {
      const { opened, stop } = await fillUp(page.context(), baseURL);
      if (opened === STREAMS_OF_A_SESSION) return stop;
      stop.abort();
    });
    await page.goto("/events");
    await expect(seen(page, "Updates every 10 s")).toBeVisible();
    const id = await report(world);
    await expect(eventLink(page, id)).toBeVisible({ timeout: 30_000 });
    full.abort();
  });
});

test("the start page counts the first delivery, and never says beside its response that there was none", async ({
  salon: page,
  world,
}) => {
  await world.addWebhook(newReceiver(), "First");
  await page.goto("/");
  await expectLive(page);
  await expect(seen(page, "Nothing delivered today.")).toBeVisible();
  await page.evaluate(() => {
    const contradictions: string[] = [];
    Object.assign(globalThis, { contradictions });
    new MutationObserver(() => {
      const main = document.querySelector("main");
      const hasResponse = [...(main?.querySelectorAll("li span") ?? [])].some(
        ({ textContent }) => textContent === "200",
      );
      if (hasResponse && main?.textContent.includes("Nothing delivered today.")) contradictions.push(main.textContent);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await report(world);
  await expect(seen(page, "200", { exact: true })).toBeVisible();
  await expect(seen(page, "1 delivered today, at the first attempt.")).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(globalThis, "contradictions"))).toEqual([]);
});

test("rows that are read stay where they are while new ones wait", async ({ salon: page, world }) => {
  await world.send(...Array.from({ length: 25 }, () => booked()));
  await page.goto("/events");
  await expectLive(page);
  const rows = page.getByRole("table", { name: "Events" }).locator("tbody tr");
  const read = rows.nth(12);
  await read.scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo({ top: 300 }));
  const [id, place] = [await read.getAttribute("data-row"), await read.boundingBox()];
  await report(world);
  await report(world);
  await expect(page.getByRole("button", { name: "2 new events" })).toBeVisible();
  expect(await read.getAttribute("data-row")).toBe(id);
  expect(await read.boundingBox()).toEqual(place);
  await page.getByRole("button", { name: "2 new events" }).click();
  await expect(rows.nth(14)).toHaveAttribute("data-row", id ?? "");
});
