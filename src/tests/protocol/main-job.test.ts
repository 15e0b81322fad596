import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { callsOf, controlled, opsOf } from "#tests/protocol/controlled.ts";
import { ROOT } from "#tests/protocol/processes.ts";
import { signRequest } from "#tests/protocol/signature.ts";
import { created, newTenant, type TestTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// The whole main job with ENGINE=inngest: REST → event API → Inngest → receiver → log.

let app: App;
let tenant: TestTenant;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());
beforeEach(async () => {
  tenant = await newTenant(app);
});

describe("an event that a backend sends with the unchanged Inngest SDK", () => {
  it("arrives signed at the webhook that was registered, and stands in the log with its attempt", async () => {
    const { id: webhookId, secret } = await tenant.subscribe();
    const ids = await tenant.send({ id: "bk_1001:created", ...created("abc123") });
    const [request] = await tenant.receiver.waitFor(1);
    if (!request) throw new Error("nothing came");

    const payload = new Webhook(secret).verify(request.body, request.headers as Record<string, string>);
    expect(payload).toMatchObject({ id: ids[0], event: "appointment.created", appointmentId: "abc123" });
    const signature = request.headers["x-mais-signature"];
    expect(signature).toBe(createHmac("sha256", secret).update(request.body).digest("hex"));

    const delivery = await tenant.deliveryThatIs("delivered");
    expect(delivery).toMatchObject({ webhookId, eventId: ids[0], attemptCount: 1, nextAttemptAt: null });
    expect(delivery.attempts).toMatchObject([{ number: 1, trigger: "automatic", response: { status: 200 } }]);
    expect(webhookIds(tenant.receiver.requests)).toEqual(ids);
  });

  it("is delivered once, however often it is sent", async () => {
    await tenant.subscribe();
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(...(await tenant.send({ id: "bk_1:created", ...created() })));
    expect(new Set(ids).size).toBe(1);
    await tenant.deliveryThatIs("delivered");
    expect(await tenant.deliveries()).toHaveLength(1);
    expect(tenant.receiver.requests).toHaveLength(1);
  });

  it("is retried as one run at step level, by retry-after, until the receiver takes it", async () => {
    const { receiver } = tenant;
    receiver.answer = () => ({ status: receiver.requests.length < 3 ? 503 : 200 });
    await tenant.subscribe();
    const ids = await tenant.send(created());
    const { id, attempts } = await tenant.deliveryThatIs("delivered");
    expect(attempts.map(({ number, response }) => [number, response?.status])).toEqual([
      [1, 503],
      [2, 503],
      [3, 200],
    ]);
    expect(webhookIds(receiver.requests)).toEqual([ids[0], ids[0], ids[0]]);

    const { executor } = app.inngest;
    if (!executor) return;
    const calls = await until("the run has ended", () => {
      const made = callsOf(executor, id);
      return made.at(-1)?.status === 200 && made;
    });
    expect(new Set(calls.map(({ runId }) => runId)).size).toBe(1);
    // A call that came a moment too early adds a StepError.
    const asked = calls.slice(0, -2);
    expect(calls.slice(-2).map((call) => opsOf(call).map(({ op }) => op))).toEqual([["StepRun"], []]);
    for (const call of asked) {
      expect(opsOf(call)).toMatchObject([{ op: "StepError" }]);
      expect(call.headers["x-inngest-no-retry"]).toBe("false");
    }
    const [second = 0, third = 0] = attempts.slice(1).map(({ startedAt }) => Date.parse(startedAt));
    const retryAfter = Date.parse(asked.at(-1)?.headers["retry-after"] ?? "");
    // The second wait is 5/6 of the window of 6 s, times 0.9 to 1.
    expect(retryAfter - second).toBeGreaterThanOrEqual(4_500);
    expect(third).toBeGreaterThanOrEqual(retryAfter);
  });

  it("is sent again at once when a person resends it", async () => {
    tenant.receiver.answer = () => ({ status: 400 });
    await tenant.subscribe();
    await tenant.send(created());
    const { id } = await tenant.deliveryThatIs("failed");
    tenant.receiver.answer = () => ({ status: 200 });
    expect(await tenant.call("POST", `/v1/tenant-admin/deliveries/${id}/retry`)).toMatchObject({ status: 202 });
    const delivery = await tenant.deliveryThatIs("delivered");
    expect(delivery.attempts.at(-1)).toMatchObject({ number: 4, trigger: "manual", response: { status: 200 } });
  });
});

it("of 99 good events and 1 bad one sent straight to Inngest, 99 are delivered and 1 is rejected with its reason", async () => {
  await tenant.subscribe();
  const events = Array.from({ length: 100 }, (_, n) => ({ id: `${tenant.id}:${n}`, ...created(`apt_${n}`) }));
  events.splice(42, 1, { id: `${tenant.id}:bad`, name: "appointment.created", data: { appointmentId: "" } });
  await tenant.sendToInngest(...events);
  await tenant.receiver.waitFor(99);
  await until("all are recorded", async () => (await tenant.deliveries("&status=delivered")).length === 99);
  const stored = await tenant.events();
  expect(stored).toHaveLength(100);
  const rejected = stored.filter(({ status }) => status === "rejected");
  expect(rejected).toMatchObject([{ externalId: `${tenant.id}:bad`, deliveries: [] }]);
  expect(rejected[0]?.reason).toContain("appointmentId");
  expect(new Set(webhookIds(tenant.receiver.requests)).size).toBe(99);

  // One batch; its bad event did not affect the others.
  const intakes = app.inngest.executor?.runs.filter(({ functionId }) => functionId === "bellhop-accept-events");
  expect(intakes?.map(({ events: batch, status }) => [batch.length, status]) ?? [[100, "completed"]]).toEqual([
    [100, "completed"],
  ]);
});

it("/api/inngest runs nothing for a call without a signature, or signed with another key, long ago, or for another body", async (context) => {
  const executor = controlled(app, context);
  await tenant.subscribe();
  executor.faults.losesEvent = ({ name }) => name === "bellhop/event.accepted";
  const [eventId] = await tenant.send(created());
  await until("the event was announced", () => executor.events.some(({ data }) => data.eventId === eventId));
  executor.faults.losesEvent = () => false;

  const event = { id: "x", name: "bellhop/event.accepted", ts: Date.now(), data: { eventId } };
  const ctx = { run_id: "r", attempt: 0, max_attempts: 5, stack: { stack: [], current: 0 } };
  const body = { event, events: [event], steps: {}, ctx, version: 2, use_api: false };
  const { url = "" } = executor.functions().find(({ id }) => id === "bellhop-dispatch-events") ?? {};
  const call = (signature: string | null, method = "POST") =>
    fetch(url, {
      method,
      headers: { "content-type": "application/json", ...(signature && { "x-inngest-signature": signature }) },
      body: method === "POST" ? JSON.stringify(body) : undefined,
    });
  const refused = [
    await call(null),
    await call(signRequest(body, `signkey-test-${"ab".repeat(32)}`)),
    await call(signRequest(body, executor.signingKey, new Date(Date.now() - 600_000))),
    await call(signRequest({ ...body, events: [] }, executor.signingKey)),
    await call(null, "GET"),
    await call(null, "PUT"),
    await call(signRequest("", `signkey-test-${"ab".repeat(32)}`), "PUT"),
  ];
  expect(refused.map(({ status }) => status)).toEqual(Array(7).fill(401));
  for (const response of refused) expect(await response.text()).not.toContain(eventId);
  expect(await tenant.deliveries()).toEqual([]);

  const accepted = await call(signRequest(body, executor.signingKey));
  expect(accepted.status).toBe(206);
  expect(await tenant.deliveries()).toHaveLength(1);
});

it("health names no missing trigger once the functions are registered", async () => {
  const health = await (await fetch(`${app.url}/api/health`)).json();
  expect(health).toMatchObject({ engine: "inngest", missingTriggers: [] });
});

it("a separate command registers the functions with a signed request", async (context) => {
  const executor = controlled(app, context);
  const before = executor.functions();
  const script = join(ROOT, "scripts", "register-inngest.ts");
  const env = { PATH: process.env.PATH, NODE_ENV: "production" as const, ...app.environment };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  expect(stdout).toBe("The functions are registered.\n");
  expect(executor.functions()).not.toBe(before);
  expect(executor.functions()).toHaveLength(before.length);
});

it("Inngest sees ids only: no payload, no secret, nothing of a receiver's answer; and nothing that breaks its protocol", async (context) => {
  const executor = controlled(app, context);
  const { receiver } = tenant;
  receiver.answer = () => ({
    status: receiver.requests.length < 2 ? 500 : 200,
    headers: { "x-answer": "mark-answer-header" },
    body: "mark-answer-body",
  });
  const { secret } = await tenant.subscribe({ headers: { "x-token": "mark-custom-header" } });
  const customer = { name: "mark-payload" };
  await tenant.send({ name: "appointment.created", data: { appointmentId: "mark-resource", customer } });
  const { id } = await tenant.deliveryThatIs("delivered");
  await until("its run has ended", () => callsOf(executor, id).at(-1)?.status === 200);

  const seen = JSON.stringify([executor.events, executor.calls, executor.runs]);
  const marks = ["mark-", "whsec_", secret.slice("whsec_".length), receiver.url];
  expect(marks.filter((mark) => seen.includes(mark))).toEqual([]);
  expect(seen).toContain(id);
  expect(executor.problems).toEqual([]);
});
