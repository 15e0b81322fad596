import { afterAll, beforeAll, expect, it } from "vitest";
import { compactGrownIndexes } from "#database/compact/compact-grown-indexes.ts";
import type { Actor } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { newId } from "#domain/ids.ts";
import { LOG_LINES } from "#domain/log-lines.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { resumeSending } from "#domain/operator/resume-sending.ts";
import { cancelRecovery } from "#domain/recoveries/cancel-recovery.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { createEmbeddedInngest } from "#inngest/client.ts";
import { callInProcess } from "#inngest/embedded/call-in-process.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { runFunction } from "#inngest/embedded/run-function.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { createRetention } from "#inngest/functions/retention.ts";
import { createSweep } from "#inngest/functions/sweep.ts";
import { problemOf } from "#rest/problem.ts";
import { createLogger } from "#server/logging/logger.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Answer, type Receiver, startReceiver } from "#tests/receiver.ts";
import { apiRequest } from "#tests/rest/api-request.ts";
import { addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

/** Stands in everything that a tenant, a sender or a receiver says. No line may show it. */
const CANARY = "cn4ry9f3e";
const EVENT_KEY = `evk_${CANARY}`;

let database: TestDatabase;
let receiver: Receiver;
let deps: EngineDeps;
let actor: Actor;
let webhookId: string;
const texts: string[] = [];

const linesOf = (name: string) => texts.map((text) => JSON.parse(text)).filter(({ msg }) => msg === name);
const lastOf = (name: string) => linesOf(name).at(-1) ?? expect.fail(`no line "${name}"`);

beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "1" });
  const log = createLogger("debug", "wrk_test", { write: (text: string) => void texts.push(text) });
  deps = { ...database.deps, log, recorder: createRecorder({ ...database.deps, log }) };
  receiver = await startReceiver();
  actor = await database.addTenant();
  const path = `${receiver.url}/${CANARY}?key=${CANARY}`;
  const headers = { "X-Own-Key": CANARY };
  webhookId = (await addWebhook(deps, actor, { url: path, description: CANARY, headers })).id;
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const says = (status: number): Answer => ({ status, headers: { "x-said": CANARY }, body: CANARY });

/** Accepts an event, and makes the first attempt of its delivery as a run of its own. */
const deliver = async (status: number) => {
  receiver.answer = () => says(status);
  const data = { appointmentId: CANARY, customer: { name: CANARY, email: `${CANARY}@example.com` }, notes: CANARY };
  const { first } = await fanOutOne(deps, actor, { ...data, customerId: CANARY });
  await makeDue(first.deliveryId);
  return { ...first, host: hostOf(receiver.url), answer: await attemptDelivery(deps, first) };
};

const makeDue = (deliveryId: string) =>
  deps.sql("UPDATE webhook_delivery SET due_at = now(), lease_token = NULL, attempts = 0 WHERE id = $1", [deliveryId]);

const openGate = () => deps.sql("UPDATE webhook_subscription SET gate_at = now(), draining_until = NULL");

it("a refused event of Inngest is counted in the line of accepted events, and its repeat as one", async () => {
  const bad = {
    tenantId: actor.tenantId,
    externalId: "bad_1",
    event: "appointment.created",
    data: {},
    timestamp: null,
  };
  for (const counted of [
    { eventIds: [expect.stringMatching(/^evt_/)], count: 1, duplicates: 0, rejected: 1 },
    { eventIds: [], count: 1, duplicates: 1, rejected: 0 },
  ]) {
    await acceptInngestEvent(deps, bad);
    expect(lastOf("events accepted")).toMatchObject({ tenantIds: [actor.tenantId], bytes: 0, ...counted });
  }
});

it("an attempt is one line with its ids, milliseconds and what comes next, at its own level", async () => {
  const { deliveryId } = await deliver(200);
  expect(lastOf("events accepted")).toMatchObject({
    level: 20,
    tenantIds: [actor.tenantId],
    eventIds: [expect.stringMatching(/^evt_/)],
    count: 1,
    duplicates: 0,
    rejected: 0,
    bytes: expect.any(Number),
    durationMs: expect.any(Number),
  });
  expect(linesOf("attempt delivered").filter((line) => line.deliveryId === deliveryId)).toEqual([
    expect.objectContaining({
      level: 20,
      tenantId: actor.tenantId,
      webhookId,
      eventType: "appointment.created",
      attempt: 1,
      trigger: "automatic",
      lane: "slow",
      host: "127.0.0.1",
      httpStatus: 200,
      errorCode: null,
      connectMs: expect.any(Number),
      firstByteMs: expect.any(Number),
      durationMs: expect.any(Number),
      status: "delivered",
      nextAttemptAt: null,
      isRecorded: true,
    }),
  ]);

  const failed = await deliver(500);
  expect(linesOf("attempt failed").filter((line) => line.deliveryId === failed.deliveryId)).toEqual([
    expect.objectContaining({ level: 30, httpStatus: 500, errorCode: "http_status", status: "retrying" }),
  ]);
  expect(Date.parse(lastOf("attempt failed").nextAttemptAt)).toBeGreaterThan(Date.now());
});

it("a test is an attempt of the lane of tests", async () => {
  receiver.answer = () => says(404);
  await testWebhook(deps, actor, { id: webhookId });
  expect(lastOf("attempt failed")).toMatchObject({ lane: "test", trigger: "test", httpStatus: 404, status: "failed" });
});

it("a webhook that is paused, recovers, is disabled and turned on again has a line each time", async () => {
  for (let failures = 1; failures < 5; failures++) await deliver(503);
  expect(linesOf("webhook paused")).toEqual([
    expect.objectContaining({ level: 30, webhookId, errorCode: "http_status", consecutiveFailures: 5 }),
  ]);
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL, status = 'failed' WHERE due_at IS NOT NULL");
  await openGate();
  await deliver(204);
  expect(linesOf("webhook recovered")).toEqual([expect.objectContaining({ webhookId, host: "127.0.0.1" })]);
  await openGate();
  await deliver(410);
  expect(lastOf("webhook disabled")).toMatchObject({ reason: "gone", errorCode: "http_status" });
  await updateWebhook(deps, actor, { id: webhookId, changes: { active: true } });
  await updateWebhook(deps, actor, { id: webhookId, changes: { active: false } });
  await updateWebhook(deps, actor, { id: webhookId, changes: { active: false, description: "off" } });
  await updateWebhook(deps, actor, { id: webhookId, changes: { active: true } });
  expect(linesOf("webhook enabled")).toHaveLength(2);
  expect(linesOf("webhook disabled").map(({ reason }) => reason)).toEqual(["gone", "by_user"]);
});

it("a pause of sending has a line when it begins and when it ends, and a repeat has none", async () => {
  const pause = () => pauseSending(deps, { by: { kind: "system" } }, { scope: "host:paused.example" });
  await pause();
  await pause();
  await resumeSending(deps, { by: { kind: "system" } }, { scope: "host:paused.example" });
  for (const name of ["sending paused", "sending resumed"])
    expect(linesOf(name)).toEqual([expect.objectContaining({ level: 30, scope: "host:paused.example" })]);
});

it("a recovery has a line when it starts and one when it ends, or is canceled", async () => {
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const asked = { id: webhookId, since, status: ["failed" as const, "canceled" as const], includeMissing: false };
  const first = await startRecovery(deps, actor, asked);
  expect(lastOf("recovery started")).toMatchObject({ recoveryId: first.id, webhookId, count: first.count });
  expect(first.count).toBeGreaterThan(0);
  await continueRecovery(deps, { recoveryId: first.id });
  await continueRecovery(deps, { recoveryId: first.id });
  expect(linesOf("recovery ended")).toEqual([
    expect.objectContaining({ recoveryId: first.id, isCanceled: false, sent: first.count, count: first.count }),
  ]);
  const second = await startRecovery(deps, actor, asked);
  const target = { id: webhookId, recoveryId: second.id };
  await cancelRecovery(deps, actor, target);
  await cancelRecovery(deps, actor, target);
  expect(linesOf("recovery ended").slice(1)).toEqual([
    expect.objectContaining({ recoveryId: second.id, isCanceled: true, sent: 0 }),
  ]);
});

it("an attempt that our own fault ends is a warning with its reason", async () => {
  const { first } = await fanOutOne(deps, actor);
  await makeDue(first.deliveryId);
  await openGate();
  const secrets = {
    ...deps.secrets,
    open: () => {
      throw new Error(`cannot open whsec_${CANARY}`);
    },
  };
  await attemptDelivery({ ...deps, secrets }, { ...first, host: hostOf(receiver.url) });
  expect(lastOf("attempt interrupted")).toMatchObject({ level: 40, deliveryId: first.deliveryId, lane: "slow" });

  const lost = await fanOutOne(deps, actor);
  await deps.sql("UPDATE webhook_delivery SET due_at = now(), lease_token = 'wrk_dead', attempts = 1 WHERE id = $1", [
    lost.first.deliveryId,
  ]);
  await settleInterrupted(deps, [lost.first.deliveryId]);
  await settleInterrupted(deps, [lost.first.deliveryId]);
  const ofLost = linesOf("attempt interrupted").filter(({ deliveryId }) => deliveryId === lost.first.deliveryId);
  expect(ofLost).toEqual([expect.objectContaining({ attempt: 1, lane: null, attemptId: null })]);
});

it("an erasure has a line when its second look has ended", async () => {
  await eraseData(deps, actor, { customerId: CANARY });
  await deps.sql("UPDATE webhook_erasure SET due_at = now() WHERE due_at IS NOT NULL");
  expect(linesOf("erasure ended")).toEqual([]);
  await continueErasures(deps, { workMsMax: 5_000 });
  expect(linesOf("erasure ended")).toEqual([
    expect.objectContaining({ tenantId: actor.tenantId, events: expect.any(Number), durationMs: expect.any(Number) }),
  ]);
  expect(lastOf("erasure ended").events).toBeGreaterThan(0);
});

it("retention and the sweep have a line where they found something, and none otherwise", async () => {
  const client = createEmbeddedInngest(answerEventApi(() => {}));
  const run = async (functionId: "retention" | "sweep", lost = 0) => {
    const functions = [createRetention(client, deps), createSweep(client, deps, async () => ({ events: lost }))];
    const event = { id: "cron", name: "inngest/scheduled.timer", ts: 0, data: {} };
    const handler = callInProcess(client, functions);
    return runFunction(handler, { functionId, attemptsMax: 2, checkpoints: new Map() }, [event]);
  };
  expect(await run("retention")).toMatchObject({ end: "finished" });
  expect(await run("sweep")).toMatchObject({ end: "finished" });
  expect([...linesOf("deleted rows past retention"), ...linesOf("sweep found work")]).toEqual([]);

  const old = { id: newId("evt", Date.now() - 4 * 86_400_000), event: CANARY, occurredAt: new Date() };
  await deps.db.webhookEvent.create({ data: { ...old, tenantId: actor.tenantId } });
  await run("retention");
  await run("sweep", 3);
  expect(linesOf("deleted rows past retention")).toEqual([
    expect.objectContaining({ deleted: { webhook_event: 1 }, durationMs: expect.any(Number) }),
  ]);
  expect(linesOf("sweep found work")).toEqual([
    expect.objectContaining({ found: { events: 3, canceled: 0, ordered: 0 } }),
  ]);
});

it("a compaction is one line with its sizes, and one for each index that failed", async () => {
  await compactGrownIndexes(database.url, deps.log);
  const nothing = { rebuilt: 0, withoutRoom: 0, failed: 0, bytesBefore: 0, bytesAfter: 0 };
  expect(lastOf("indexes compacted")).toMatchObject(nothing);

  const findBytesFree = () => Promise.reject(new Error(`password=${CANARY}`));
  await compactGrownIndexes(database.url, deps.log, { bytesMin: 8_192, findBytesFree });
  expect(lastOf("indexes compacted").failed).toBe(linesOf("index not compacted").length);
  expect(lastOf("index not compacted")).toMatchObject({ level: 40, index: expect.any(String) });
});

it("a fault of our own is one line with its stack, at each handler, and its values are cut out", async () => {
  const fault = new Error(`Bearer ${CANARY}`, {
    cause: Object.assign(new Error("duplicate key"), { code: "23505", detail: `Key (url)=(${CANARY})` }),
  });
  const broken = {
    ...deps,
    clock: () => {
      throw fault;
    },
  };
  const body = JSON.stringify([{ name: "appointment.created", data: { tenantId: actor.tenantId, notes: CANARY } }]);
  const request = apiRequest("POST", `/e/${EVENT_KEY}`, { body });
  const answer = await answerEventIntake(broken, request, { givenKey: EVENT_KEY, eventKeys: [EVENT_KEY] });
  expect(answer.status).toBe(500);
  expect(problemOf(fault, deps.log).status).toBe(500);
  expect(problemOf(Object.assign(fault, { code: "ECONNREFUSED" }), deps.log).status).toBe(503);
  expect(linesOf("request failed").map(({ handler }) => handler)).toEqual(["event intake", "REST"]);
  for (const { level, err } of linesOf("request failed")) {
    expect(level).toBe(50);
    expect(err).toMatchObject({ message: "Bearer…", cause: { code: "23505", message: "duplicate key" } });
    expect(err.stack).toContain("log-lines.db.test.ts");
  }
  expect(linesOf("database unavailable")).toHaveLength(1);
});

it("an email that the mail server refuses is logged without what it said of keys", async () => {
  const eventId = newId("evt");
  const { tenantId } = actor;
  await deps.db.webhookEvent.create({
    data: { id: eventId, tenantId, event: "webhook.failing", occurredAt: new Date() },
  });
  await deps.db.emailOutbox.create({ data: { eventId, tenantId, dueAt: new Date() } });
  const email = () => Promise.reject(new Error(`535 password=${CANARY}`));
  await sendDueEmails({ ...deps, email });
  expect(texts.some((text) => text.includes("an email was not sent"))).toBe(true);
});

it("no line shows what tenants, senders and receivers say, and each has the fields of the list", () => {
  expect(texts.length).toBeGreaterThan(30);
  expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
  const common = ["level", "time", "name", "version", "msg"];
  const seen = new Set<string>();
  for (const line of texts.map((text) => JSON.parse(text))) {
    const listed = Object.entries(LOG_LINES).find(([name]) => name === line.msg);
    if (!listed) continue;
    seen.add(listed[0]);
    expect(Object.keys(line).sort(), line.msg).toEqual([...common, ...Object.keys(listed[1].fields)].sort());
  }
  const elsewhere = ["process started", "process stopped", "request answered"];
  expect([...seen, ...elsewhere].sort()).toEqual(Object.keys(LOG_LINES).sort());
});
