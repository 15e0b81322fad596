import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { created, newTenant, type TestTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// The same processes with ENGINE=embedded, without Inngest.

let app: App;
let tenant: TestTenant;

beforeAll(async () => {
  app = await startApp("embedded");
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await newTenant(app);
});

it("the main job is the same, seen from outside", async () => {
  const { receiver } = tenant;
  receiver.answer = () => ({ status: receiver.requests.length < 2 ? 503 : 200 });
  const { secret } = await tenant.subscribe();
  const ids = await tenant.send({ id: "bk_1001:created", ...created("abc123") });
  const delivery = await tenant.deliveryThatIs("delivered");
  expect(delivery.attempts.map(({ number, response }) => [number, response?.status])).toEqual([
    [1, 503],
    [2, 200],
  ]);
  for (const { body, headers } of receiver.requests)
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ id: ids[0] });
});

it("a worker killed between response and record: interrupted, and sent once more with the same id", async () => {
  const { receiver } = tenant;
  let killed: Promise<void> | undefined;
  receiver.answer = async () => {
    killed ??= app.worker.kill();
    await killed;
    return { status: 200 };
  };
  await tenant.subscribe();
  const [eventId] = await tenant.send(created());
  await until("the worker was killed during the attempt", () => killed !== undefined);
  await killed;
  await app.restart("worker");
  const delivery = await tenant.deliveryThatIs("delivered");
  expect(delivery.attempts).toMatchObject([
    { number: 1, error: { code: "interrupted" }, response: null },
    { number: 2, error: null, response: { status: 200 } },
  ]);
  expect(webhookIds(receiver.requests)).toEqual([eventId, eventId]);
});

it("a stopping worker finishes and records a running attempt first", async () => {
  const { receiver } = tenant;
  let stopped: Promise<void> | undefined;
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  receiver.answer = async () => {
    ask();
    await until("no other worker is left to record it", () => stopped !== undefined);
    return { status: 200 };
  };
  await tenant.subscribe();
  await tenant.send(created());
  await isAsked;
  stopped = app.worker.stop();
  await stopped;
  expect(await tenant.deliveryThatIs("delivered")).toMatchObject({ attemptCount: 1 });
  await app.restart("worker");
});

it("the embedded engine sends nothing to Inngest, and /api/inngest does not exist", async () => {
  const answers = await Promise.all(
    ["GET", "POST", "PUT"].map((method) => fetch(`${app.url}/api/inngest`, { method })),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  const { executor } = app.inngest;
  expect([executor?.events ?? [], executor?.calls ?? [], executor?.problems ?? []]).toEqual([[], [], []]);
});
