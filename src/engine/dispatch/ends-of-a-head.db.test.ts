import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { advanceHeadlessLanes } from "#domain/deliveries/advance-lanes.ts";
import { cancelDeliveries } from "#domain/deliveries/cancel-deliveries.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { CANCEL_WAITING } from "#domain/subscriptions/cancel-waiting.sql.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook, makeDue } from "#tests/seed-deliveries.ts";

// Each way in which a head ends makes the next delivery of its lane due in the same statement, or ends that one too.

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string };
/** Deliveries of one appointment: the head failed once, the next one waits for it. */
let head: { id: string; eventId: string };
let next: { id: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer = () => ({ status: 500 });
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url, ordered: true });
  const events = [1, 2].map((step) => ({
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: "a", step },
    timestamp: null,
  }));
  await dispatchEvents(
    deps,
    (await acceptEvents(deps, events)).map(({ id }) => id),
  );
  const [first, second] = await deps.db.webhookDelivery.findMany({
    where: { subscriptionId: webhook.id },
    orderBy: { id: "asc" },
  });
  if (!first || !second) throw new Error("no deliveries");
  head = first;
  next = second;
  return () => receiver.close();
});

const stateOf = async (id: string): Promise<string> => {
  const row = await deps.db.webhookDelivery.findUniqueOrThrow({ where: { id } });
  if (row.dueAt === null) return row.status;
  return row.dueAt <= new Date() ? "due" : row.orderHead ? "head" : "held";
};

const attemptHead = async (status: number) => {
  receiver.answer = () => ({ status });
  await makeDue(deps, head.id);
  const [claimed] = await claimDeliveries(deps, [head.id]);
  if (!claimed) throw new Error("not claimed");
  await performAttempt(deps, claimed);
};
const setHead = (columns: string) => deps.sql(`UPDATE webhook_delivery SET ${columns} WHERE id = $1`, [head.id]);

type End = { file: string; what: string; act: () => Promise<unknown>; head: string; next: string };

const ENDS: readonly End[] = [
  {
    file: "engine/record/record-results.sql.ts",
    what: "its success",
    act: () => attemptHead(200),
    head: "delivered",
    next: "due",
  },
  {
    file: "engine/record/record-results.sql.ts",
    what: "its last failure",
    act: async () => {
      await setHead("failures = 5");
      await attemptHead(500);
    },
    head: "failed",
    next: "due",
  },
  {
    file: "engine/record/record-results.sql.ts",
    what: "410, which disables the webhook",
    act: () => attemptHead(410),
    head: "failed",
    next: "canceled",
  },
  {
    file: "engine/record/settle-interrupted.sql.ts",
    what: "the interruption that counts as its last failure",
    act: async () => {
      await setHead("failures = 5, interruptions = 4, lease_token = 'wrk_dead', due_at = now()");
      await settleInterrupted(deps, [head.id]);
    },
    head: "failed",
    next: "due",
  },
  {
    file: "engine/claim/claim-deliveries.sql.ts",
    what: "a payload past retention",
    act: async () => {
      await deps.sql("DELETE FROM webhook_payload WHERE event_id = $1", [head.eventId]);
      await makeDue(deps, head.id);
      await claimDeliveries(deps, [head.id]);
    },
    head: "canceled",
    next: "due",
  },
  {
    file: "domain/subscriptions/cancel-waiting.sql.ts",
    what: "canceling what waits",
    act: () => cancelWaitingDeliveries(deps, actor, webhook),
    head: "canceled",
    next: "canceled",
  },
  {
    file: "domain/subscriptions/cancel-waiting.sql.ts",
    what: "switching the webhook off",
    act: () => updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } }),
    head: "canceled",
    next: "canceled",
  },
  {
    file: "domain/subscriptions/cancel-waiting.sql.ts",
    what: "deleting the webhook",
    act: () => deleteWebhook(deps, actor, webhook),
    head: "canceled",
    next: "canceled",
  },
  {
    file: "domain/deliveries/cancel-deliveries.ts",
    what: "canceling it alone",
    act: () => cancelDeliveries(deps, actor, { ids: [head.id] }),
    head: "canceled",
    next: "due",
  },
  {
    file: "domain/erase/erase-events.sql.ts",
    what: "erasing its event",
    act: () => eraseData(deps, actor, { eventId: head.eventId }),
    head: "canceled",
    next: "due",
  },
];

/** Files with a statement that moves `due_at` of deliveries, but never to null; to null only for tests, which stand in no lane. */
const NEVER_END = [
  "domain/deliveries/advance-lanes.sql.ts",
  "domain/deliveries/resend-deliveries.ts",
  "domain/recoveries/resend-some.sql.ts",
  "domain/subscriptions/try-webhook-now.sql.ts",
  "engine/attempt/perform-attempt.ts",
  "engine/claim/release-leases.ts",
];

const SRC = join(import.meta.dirname, "..", "..");

it("the list names each file whose statements may end a delivery", () => {
  const files = ["domain", "engine", "inngest", "server", "rest", "trpc", "supervisor"].flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  const moves = files.filter((file) => {
    if (!/(?<!\.test)\.ts$/.test(file)) return false;
    const text = readFileSync(join(SRC, file), "utf8");
    return /UPDATE webhook_delivery\b[^;`]*?\bdue_at = /.test(text) || /webhookDelivery\.(update|upsert)/.test(text);
  });
  expect(moves.toSorted()).toEqual([...new Set([...ENDS.map(({ file }) => file), ...NEVER_END])].toSorted());
});

describe("the end of a head", () => {
  it.each(ENDS)("by $what: the next one is $next", async (end) => {
    expect([await stateOf(head.id), await stateOf(next.id)]).toEqual(["head", "held"]);
    await end.act();
    expect([await stateOf(head.id), await stateOf(next.id)]).toEqual([end.head, end.next]);
  });

  it("does not make later ones due that are canceled with it, in pieces of any size", async () => {
    const values = { tenantId: actor.tenantId, subscriptionId: webhook.id, reason: "canceled_by_user", limit: 1 };
    await deps.sql(...CANCEL_WAITING(values));
    expect([await stateOf(head.id), await stateOf(next.id)]).toEqual(["head", "canceled"]);
    await deps.sql(...CANCEL_WAITING(values));
    expect([await stateOf(head.id), await stateOf(next.id)]).toEqual(["canceled", "canceled"]);
  });

  it("waits for no lock of another statement, so that it cannot deadlock: the lane is advanced later", async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT FROM webhook_delivery WHERE id = $1 FOR UPDATE", [next.id]);
    await attemptHead(200);
    expect([await stateOf(head.id), await stateOf(next.id)]).toEqual(["delivered", "held"]);
    await other.query("COMMIT");
    await other.end();
    expect(await advanceHeadlessLanes(deps)).toBe(1);
    expect(await stateOf(next.id)).toBe("due");
  });
});

it("the database refuses a second head of one lane", async () => {
  const second = deps.sql("UPDATE webhook_delivery SET order_head = true WHERE id = $1", [next.id]);
  await expect(second).rejects.toThrow("webhook_delivery_lane_head_key");
});
