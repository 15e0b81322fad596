import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { continueErasure, continueErasures } from "#domain/erase/continue-erasures.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { newId } from "#domain/ids.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { storedBytesOf } from "#domain/payload-body.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const send = async (actor: Actor, customerId: string, externalId: string, data: Record<string, unknown> = {}) => {
  const { tenantId } = actor;
  const event = {
    tenantId,
    externalId,
    event: "appointment.created",
    data: { appointmentId: `apt_${externalId}`, customerId, customer: { name: `Name of ${customerId}` }, ...data },
    timestamp: null,
  };
  const [accepted] = await acceptEvents(database.deps, [event]);
  if (!accepted) throw new Error("the event was not accepted");
  return accepted.id;
};

/** Sends accepted events until `count` deliveries have this status. */
const runUntil = async (tenantId: string, status: string, count: number) => {
  const deps = database.asWorker(newId("wrk"));
  const runner = startRunner(deps, (inngest) => createFunctions(inngest, deps), createWorkSources(deps));
  await until(`${count} are ${status}`, async () => {
    return (await deps.db.webhookDelivery.count({ where: { tenantId, status } })) === count;
  });
  await runner.stop();
};

/** Searches every column of every table of the tenant for a text. */
const isAnywhere = async (needle: string) => {
  const { sql } = database.deps;
  const tables = await sql<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  expect(tables.length).toBeGreaterThan(10);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM "${name}" t`);
    if (name === "webhook_payload")
      for (const { eventId, tenantId, ...stored } of await database.deps.db.webhookPayload.findMany())
        rows.push({ row: String(Buffer.from(unpackIfReadable(storedBytesOf(stored), { eventId, tenantId }) ?? [])) });
    const hex = Buffer.from(needle).toString("hex");
    if (rows.some(({ row }) => row.includes(needle) || row.includes(hex))) found.push(name);
  }
  return found;
};

describe("erasing a customer", () => {
  it("leaves no data of the customer, all data of others, and the times of what happened", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const { tenantId } = actor;
    receiver.answer = ({ body }) => ({
      status: 200,
      headers: { "x-echo": JSON.parse(String(body)).data.customer.name },
      body,
    });
    await addWebhook(deps, actor, { url: receiver.url, events: ["appointment.created", "appointment.changed"] });
    const gone = await send(actor, "cus_gone", "bk_1");
    await send(actor, "cus_gone", "cus_gone:bk_2");
    const kept = await send(actor, "cus_kept", "bk_3", { staffId: "cus_gone_not" });
    await runUntil(tenantId, "delivered", 6);

    expect(await previewErasure(deps, actor, { customerId: "cus_gone" })).toEqual({ count: 2, done: true });
    expect(await isAnywhere("cus_gone")).toContain("webhook_payload");
    expect(await eraseData(deps, actor, { customerId: "cus_gone" })).toEqual({ count: 2, done: true });

    expect(await isAnywhere("Name of cus_gone")).toEqual([]);
    expect(await isAnywhere('"cus_gone"')).toEqual([]);
    expect(await isAnywhere("cus_gone:")).toEqual([]);
    expect(await isAnywhere("apt_bk_1")).toEqual([]);
    const event = await getEvent(deps, actor, { id: gone });
    expect(event).toMatchObject({ payload: null, resourceId: null, externalId: "bk_1", erasedAt: expect.any(String) });
    const { data } = await listDeliveries(deps, actor, { limit: 10, eventId: gone });
    const delivery = await getDelivery(deps, actor, { id: data[0]?.id ?? "" });
    expect(delivery).toMatchObject({ status: "delivered", body: null, erasedAt: event.erasedAt, attemptCount: 1 });
    expect(delivery.attempts).toMatchObject([{ request: { headers: {} }, response: { status: 200, body: null } }]);
    expect((await getEvent(deps, actor, { id: kept })).payload).toMatchObject({ data: { customerId: "cus_kept" } });

    const again = resendDelivery(deps, actor, { id: delivery.id });
    await expect(again).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("erased") });
    // The same event, sent again, is a duplicate: it is not stored again.
    expect(await send(actor, "cus_gone", "bk_1")).toBe(gone);
    expect(await isAnywhere("Name of cus_gone")).toEqual([]);
    expect(await eraseData(deps, actor, { customerId: "cus_gone" })).toEqual({ count: 0, done: true });

    const lines = (await listAudit(deps, actor, { limit: 10, kind: "event" })).data;
    expect(lines.map(({ details }) => details)).toContainEqual({ what: "customer", count: 2 });
  });

  it("cancels waiting deliveries, and a second pass erases what a running attempt wrote meanwhile", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const { tenantId } = actor;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    receiver.answer = async ({ path }) => {
      if (path !== "/held") return { status: 500, body: "no" };
      await held;
      return { status: 200, body: "Name of cus_late" };
    };
    const { id: webhookId } = await addWebhook(deps, actor, { url: receiver.url.replace("/hook", "/held") });
    await addWebhook(deps, actor, { url: receiver.url });
    const seen = receiver.requests.length;
    const eventId = await send(actor, "cus_late", "late_1");
    const runner = startRunner(deps, (inngest) => createFunctions(inngest, deps), createWorkSources(deps));
    await receiver.waitFor(seen + 2);
    await until("the other one waits for its retry", async () => {
      return (await deps.db.webhookDelivery.count({ where: { tenantId, status: "retrying" } })) === 1;
    });

    expect(await eraseData(deps, actor, { customerId: "cus_late" })).toEqual({ count: 1, done: true });
    const canceled = await deps.db.webhookDelivery.findMany({ where: { tenantId, status: "canceled" } });
    expect(canceled).toMatchObject([{ reason: "erased", dueAt: null, eventId }]);
    release();
    await until("the held one has arrived", async () => {
      return (await deps.db.webhookDelivery.count({ where: { subscriptionId: webhookId, status: "delivered" } })) === 1;
    });
    expect(await isAnywhere("Name of cus_late")).toEqual(["webhook_exchange"]);
    await runner.stop();

    await deps.db.webhookErasure.updateMany({ data: { dueAt: new Date(0) }, where: { tenantId } });
    expect(await continueErasures(deps, { workMsMax: 10_000 })).toBe(false);
    expect(await isAnywhere("Name of cus_late")).toEqual([]);
    expect(await deps.db.webhookErasure.findMany({ where: { tenantId } })).toMatchObject([
      { customerId: null, dueAt: null },
    ]);
  });

  it("continues after a kill, also in two processes at once, and counts each event once", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const { tenantId } = actor;
    for (let n = 0; n < 450; n++) await send(actor, n % 3 === 0 ? "cus_many" : "cus_other", `many_${n}`);
    const row = { id: newId("ers"), tenantId, customerId: "cus_many", cursor: "", createdAt: new Date() };
    await deps.db.webhookErasure.create({ data: { ...row, dueAt: new Date(0) } });
    // The erasure works through one page only.
    await continueErasure(deps, row, { until: 0 });
    const begun = await deps.db.webhookErasure.findUniqueOrThrow({ where: { id: row.id } });
    expect(begun).toMatchObject({ customerId: "cus_many", erased: 50 });

    await Promise.all([1, 2].map(() => continueErasures(deps, { workMsMax: 10_000 })));
    const ended = await deps.db.webhookErasure.findUniqueOrThrow({ where: { id: row.id } });
    expect(ended).toMatchObject({ customerId: null, erased: 150 });
    expect(await deps.db.webhookPayload.count({ where: { tenantId } })).toBe(300);
    const { data } = await listAudit(deps, actor, { limit: 10 });
    expect(data).toMatchObject([{ actor: { kind: "system" }, details: { what: "customer", count: 150 } }]);
  });

  it("works on waiting erasures in turn: a long history delays no other erasure", async () => {
    const { deps } = database;
    const [long, short] = [await database.addTenant(), await database.addTenant()];
    for (let n = 0; n < 120; n++) await send(long, "cus_long", `long_${n}`);
    await send(short, "cus_short", "short_1");
    const due = (tenantId: string, customerId: string, dueAt: number) => ({
      ...{ id: newId("ers"), tenantId, customerId, cursor: "", createdAt: new Date() },
      dueAt: new Date(dueAt),
    });
    await deps.db.webhookErasure.createMany({
      data: [due(long.tenantId, "cus_long", 0), due(short.tenantId, "cus_short", 1)],
    });
    const order: string[] = [];
    const sql: typeof deps.sql = async (text, values) => {
      if (text.includes("DELETE FROM webhook_payload")) order.push(String(values?.[0]));
      return deps.sql(text, values);
    };
    expect(await continueErasures({ ...deps, sql }, { workMsMax: 60_000, stretchMs: 0 })).toBe(false);
    expect(order).toEqual([long.tenantId, short.tenantId, long.tenantId, long.tenantId]);
  });

  it("ignores equal numbers in other id fields, and touches no other tenant", async () => {
    const { deps } = database;
    const [actor, other] = [await database.addTenant(), await database.addTenant()];
    const theirs = await send(other, "7", "n_1");
    const kept = await send(actor, "8", "n_2", { staffId: "7", serviceId: "7" });
    await send(actor, "7", "n_3");
    expect(await eraseData(deps, actor, { customerId: "7" })).toEqual({ count: 1, done: true });
    expect((await getEvent(deps, actor, { id: kept })).payload).not.toBeNull();
    expect((await getEvent(deps, other, { id: theirs })).payload).not.toBeNull();
    await expect(eraseData(deps, actor, { eventId: theirs })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("erasing an event", () => {
  it("before its fan-out means that no webhook ever gets it", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    await addWebhook(deps, actor, { url: receiver.url });
    const id = await send(actor, "cus_1", "early");
    expect(await previewErasure(deps, actor, { eventId: id })).toEqual({ count: 1, done: true });
    expect(await eraseData(deps, actor, { eventId: id })).toEqual({ count: 1, done: true });
    expect(await fanOut(deps, [id])).toMatchObject({ claims: [], slow: [] });
    expect(await previewErasure(deps, actor, { eventId: id })).toEqual({ count: 0, done: true });
    expect(await deps.db.webhookOutbox.count({ where: { eventId: id } })).toBe(0);
  });

  it("by the id of a derived event erases the source and all derived events", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    await addWebhook(deps, actor, { url: receiver.url, events: ["appointment.changed", "appointment.scheduled"] });
    const id = await send(actor, "cus_2", "family");
    await fanOut(deps, [id]);
    const derived = await deps.db.webhookEvent.findMany({ where: { sourceEventId: id } });
    expect(derived).toHaveLength(2);
    // The batch that held the first attempts is erased; they still wait.
    await deps.sql(
      "UPDATE webhook_delivery SET lease_token = NULL, due_at = now(), attempts = 0 WHERE tenant_id = $1",
      [actor.tenantId],
    );
    expect(await eraseData(deps, actor, { eventId: derived[0]?.id })).toEqual({ count: 1, done: true });
    expect(await deps.db.webhookPayload.count({ where: { tenantId: actor.tenantId } })).toBe(0);
    const deliveries = await deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId } });
    expect(deliveries.map(({ status, reason }) => [status, reason])).toEqual(Array(2).fill(["canceled", "erased"]));
  });

  it("during its fan-out: no delivery is made of it, and the second pass finds nothing", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const { tenantId } = actor;
    await addWebhook(deps, actor, { url: receiver.url, events: ["appointment.changed"] });
    const id = await send(actor, "cus_race", "race");
    // Race: the fan-out reads the event, the erasure runs, then the fan-out writes.
    const racing = {
      ...deps,
      sql: (async (text: string, values?: readonly unknown[]) => {
        if (text.includes("INSERT INTO webhook_delivery")) await eraseData(deps, actor, { eventId: id });
        return deps.sql(text, values);
      }) as typeof deps.sql,
    };
    expect((await fanOut(racing, [id])).claims).toEqual([]);
    expect(await isAnywhere("Name of cus_race")).toEqual([]);
    await deps.db.webhookErasure.updateMany({ data: { dueAt: new Date(0) }, where: { tenantId } });
    await continueErasures(deps, { workMsMax: 10_000 });
    expect(await isAnywhere("Name of cus_race")).toEqual([]);
    expect(await deps.db.webhookDelivery.count({ where: { tenantId } })).toBe(0);
  });
});
