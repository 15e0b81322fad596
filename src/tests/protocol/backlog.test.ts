import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { created, newTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

const HOUR_MS = 3_600_000;
const WEBHOOKS = 4;
const EVENTS = 5;

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it("what a dead process had under way is sent again in runs that many deliveries share, each of them once", async () => {
  const { receiver, ...tenant } = await newTenant(app);
  for (let n = 0; n < WEBHOOKS; n++) await tenant.subscribe({ url: `${receiver.url}/${n}` });
  receiver.answer = () => "hang";
  const ids = await tenant.send(...Array.from({ length: EVENTS }, (_, n) => created(`apt_${n}`)));
  const all = WEBHOOKS * EVENTS;
  await receiver.waitFor(all);
  await app.web.kill();
  receiver.answer = () => ({ status: 200 });
  await app.restart("web");
  await app.passTime(HOUR_MS);

  const delivered = await until("all are delivered", async () => {
    const found = await tenant.deliveries("&status=delivered");
    return found.length === all && found;
  });
  expect(new Set(delivered.map(({ attemptCount }) => attemptCount))).toEqual(new Set([2]));
  expect(webhookIds(receiver.requests.slice(all)).sort()).toEqual(Array(WEBHOOKS).fill(ids).flat().sort());

  const { executor } = app.inngest;
  if (!executor) return;
  const shared = executor.runs.filter(({ functionId }) => functionId === "bellhop-deliver-backlog");
  expect(shared.flatMap(({ events }) => events)).toHaveLength(all);
  expect(shared.length).toBeLessThan(all / 4);
  expect(executor.problems).toEqual([]);
});
