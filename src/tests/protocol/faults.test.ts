import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { callsOf, controlled, opsOf } from "#tests/protocol/controlled.ts";
import { created, newTenant, type TestTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// Faults between the rows, Inngest and the receiver delay an event but never lose it.

const HOUR_MS = 3_600_000;

let app: App;
let tenant: TestTenant;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await newTenant(app);
});

it("a step that is run twice sends once", async (context) => {
  const executor = controlled(app, context);
  await tenant.subscribe();
  const lost: string[] = [];
  executor.faults.losesAnswer = ({ functionId, runId, attempt, response }) => {
    if (functionId !== "bellhop-dispatch-events" || attempt > 0) return false;
    lost.push(`${runId} ${response}`);
    return true;
  };
  const ids = await tenant.send(created("apt_1"), created("apt_2"));
  await until("the run has ended", () => {
    const [run] = executor.runs.filter(({ events }) => events.some(({ data }) => data.eventId === ids[0]));
    return run?.status === "completed";
  });
  executor.faults.losesAnswer = () => false;
  // Fan-out and first attempt were both repeated.
  expect(lost.length).toBeGreaterThanOrEqual(2);
  expect(webhookIds(tenant.receiver.requests).sort()).toEqual([...ids].sort());
  expect((await tenant.deliveries()).map(({ status, attemptCount }) => [status, attemptCount])).toEqual([
    ["delivered", 1],
    ["delivered", 1],
  ]);
});

it("a retry whose answer was lost is not sent again", async (context) => {
  const executor = controlled(app, context);
  const { receiver } = tenant;
  receiver.answer = () => ({ status: receiver.requests.length < 2 ? 500 : 200 });
  await tenant.subscribe();
  let lost = 0;
  executor.faults.losesAnswer = (call) =>
    lost === 0 && call.functionId === "bellhop-deliver" && opsOf(call)[0]?.op === "StepRun" && ++lost > 0;
  await tenant.send(created());
  const { id } = await tenant.deliveryThatIs("delivered");
  await until("the run has ended", () => callsOf(executor, id).at(-1)?.status === 200);
  executor.faults.losesAnswer = () => false;
  expect(lost).toBe(1);
  expect(receiver.requests).toHaveLength(2);
});

it("a run that comes too early sends nothing, and gets the due time of its row", async (context) => {
  const executor = controlled(app, context);
  tenant.receiver.answer = () => ({ status: 500 });
  await tenant.subscribe();
  await tenant.send(created());
  const { id } = await tenant.deliveryThatIs("retrying");
  await app.passTime(-HOUR_MS);
  const due = await until("its run is announced", () => executor.events.find(({ data }) => data.deliveryId === id));
  const sent = tenant.receiver.requests.length;

  const run = executor.start("bellhop-deliver", [due]);
  const call = await until("it was called", () => executor.calls.find(({ runId }) => runId === run.id));
  const row = await tenant.deliveryThatIs("retrying");
  expect(opsOf(call)).toMatchObject([{ op: "StepError" }]);
  expect(call.headers["retry-after"]).toBe(row.nextAttemptAt);
  expect(Date.parse(row.nextAttemptAt ?? "")).toBeGreaterThan(Date.now() + HOUR_MS / 2);
  expect(tenant.receiver.requests).toHaveLength(sent);

  tenant.receiver.answer = () => ({ status: 200 });
  await app.passTime(HOUR_MS + 6_000);
  executor.skipTime();
  expect(await tenant.deliveryThatIs("delivered")).toMatchObject({ attemptCount: sent + 1 });
  expect(tenant.receiver.requests).toHaveLength(sent + 1);
});

it("runs that Inngest lost are sent again by the sweeper with a higher generation, and deliver once", async (context) => {
  const executor = controlled(app, context);
  const { receiver } = tenant;
  receiver.answer = () => ({ status: receiver.requests.length < 2 ? 500 : 200 });
  await tenant.subscribe();
  // Without the worker's relay only the sweeper is left.
  await app.worker.kill();
  const [eventId = ""] = await tenant.send(created());
  const ofEvent = () => executor.events.filter(({ data }) => data.eventId === eventId).map(({ id }) => id);
  const ofDelivery = (id: string) => executor.events.filter(({ data }) => data.deliveryId === id).map((one) => one.id);

  executor.faults.losesEvent = () => true;
  executor.start("bellhop-sweep");
  await until("the event was announced", () => ofEvent().length === 1);
  executor.faults.losesEvent = ({ name }) => name === "webhook/delivery.due";
  await app.passTime(HOUR_MS);
  executor.start("bellhop-sweep");
  const { id } = await tenant.deliveryThatIs("retrying");
  await until("its next attempt was announced", () => ofDelivery(id).length === 1);
  executor.faults.losesEvent = () => false;
  expect(ofEvent()).toEqual([`${eventId}:1`, `${eventId}:2`]);

  await app.passTime(HOUR_MS);
  executor.start("bellhop-sweep");
  const delivery = await tenant.deliveryThatIs("delivered");
  expect(ofDelivery(id)).toEqual([`${id}:1:0`, `${id}:1:1`]);
  expect(delivery.attempts.map(({ number, response }) => [number, response?.status])).toEqual([
    [1, 500],
    [2, 200],
  ]);
  expect(webhookIds(receiver.requests)).toEqual([eventId, eventId]);
  await app.restart("worker");
});

it("an event that was stored while no worker ran is announced when one starts", async () => {
  await tenant.subscribe();
  await app.worker.kill();
  const ids = await tenant.send(created());
  expect(await tenant.deliveries()).toEqual([]);
  await app.restart("worker");
  await tenant.deliveryThatIs("delivered");
  expect(webhookIds(tenant.receiver.requests)).toEqual(ids);
});

it("a process killed between response and record: interrupted, and sent once more soon with the same id", async () => {
  const { receiver } = tenant;
  let killed: Promise<void> | undefined;
  receiver.answer = async () => {
    killed ??= app.web.kill();
    await killed;
    return { status: 200 };
  };
  await tenant.subscribe();
  const [eventId] = await tenant.send(created());
  await until("the web process was killed during the attempt", () => killed !== undefined);
  await killed;
  await app.restart("web");
  const delivery = await tenant.deliveryThatIs("delivered");
  expect(delivery.attempts).toMatchObject([
    { number: 1, error: { code: "interrupted" }, response: null },
    { number: 2, error: null, response: { status: 200 } },
  ]);
  expect(webhookIds(receiver.requests)).toEqual([eventId, eventId]);
  expect(app.inngest.executor?.problems ?? []).toEqual([]);
});
