import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "#tests/e2e/fixtures.ts";
import { createWebhook, newReceiver, removeWebhooks } from "#tests/e2e/journeys.ts";

const EVENTS_PER_SECOND = 200;
const SECONDS = 6;

test(`the log stays usable while ${EVENTS_PER_SECOND} events a second arrive`, async ({ salon: page }) => {
  test.setTimeout(120_000);
  await createWebhook(page, newReceiver(page), `busy ${randomUUID().slice(0, 8)}`);
  const file = join(process.env.BELLHOP_E2E_DATA_DIR ?? ".data", "demo.json");
  const [{ apiKey }] = JSON.parse(readFileSync(file, "utf8")).tenants;
  await page.goto("/deliveries");
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
  });

  const send = async () => {
    const events = Array.from({ length: EVENTS_PER_SECOND / 4 }, () => ({
      event: "appointment.created",
      data: { appointmentId: `apt_${randomUUID()}` },
    }));
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await page.request.post("/v1/events", { headers, data: events });
    expect(answer.status(), await answer.text()).toBe(202);
  };
  const started = Date.now();
  let batches = 0;
  const traffic = setInterval(() => {
    batches++;
    void send();
  }, 250);
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

  await expect.poll(() => batches, { timeout: 30_000 }).toBeGreaterThanOrEqual(SECONDS * 4);
  clearInterval(traffic);
  const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
  console.log(
    `${batches * 50} events in ${Date.now() - started} ms; tasks over 50 ms: ${tasks.map(Math.round).join(", ") || "none"}`,
  );
  await removeWebhooks(page);
});
