import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { listEvents } from "#domain/events/list-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { find } from "#domain/search/find.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { olderTransactionsEnded } from "#tests/older-transactions.ts";
import { query } from "#tests/processes/query.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
});
afterAll(() => database.close());

const ADA = {
  appointmentId: "apt_2010",
  serviceId: "svc_haircut",
  staffId: "stf_maria",
  customerId: "cus_3F9A1C",
  customer: { name: "Ada Brandt-Müller", email: "ada.brandt@example.com", phone: "+49 (0)30 5550123" },
};

type Sent = { event?: string; data?: Record<string, unknown>; mode?: Mode; externalId?: string };

/** Accepts events and makes them findable. */
const addEvents = async ({ tenantId }: Actor, ...all: Sent[]): Promise<string[]> => {
  const accepted = await acceptEvents(
    deps,
    all.map(({ event = "appointment.created", data = ADA, mode = "live", externalId = crypto.randomUUID() }) => ({
      tenantId,
      mode,
      event,
      data,
      externalId,
      timestamp: null,
    })),
  );
  const ids = accepted.map(({ id }) => id);
  await indexAllEvents(deps);
  return ids;
};

const found = async (actor: Actor, q: string, more: { mode?: Mode; limit?: number; cursor?: string } = {}) => {
  const { data } = await listEvents(asTenant(deps, actor.tenantId), actor, { limit: 100, q, ...more });
  return data.map(({ id }) => id);
};

const TABLES = ["webhook_search_event", "webhook_search_card", "webhook_search_word"];

const rowsOf = async ({ tenantId }: Actor): Promise<number[]> =>
  Promise.all(
    TABLES.map(async (table) => {
      const [row] = await deps.sql<{ rows: number }>(
        `SELECT count(*)::int AS rows FROM ${table} WHERE tenant_id = $1`,
        [tenantId],
      );
      return row?.rows ?? -1;
    }),
  );

describe("an event is found", () => {
  let actor: Actor;
  let id: string | undefined;
  beforeAll(async () => {
    actor = await database.addTenant();
    [id] = await addEvents(actor, {}, { data: { appointmentId: "apt_9", customer: { name: "Berta Zink" } } });
  });

  it.each([
    ["a first name, whatever its case", "ADA"],
    ["the beginning of a name", "bra"],
    ["a part of a double name", "muller"],
    ["a name with its accents", "Brandt-Müller"],
    ["an umlaut that is spelled out", "mueller"],
    ["several words in any order", "müller ada"],
    ["a whole word and a beginning", "ada bran"],
    ["an email", "Ada.Brandt@example.com"],
    ["the part of an email before @", "ada.brandt"],
    ["a phone number with its country code", "+49 30 5550123"],
    ["a phone number from within the country", "030 / 555 0123"],
    ["a phone number without spaces", "00493055501"],
    ["the end of a phone number", "5550123"],
    ["a service", "haircut"],
    ["the id of a service", "SVC_haircut"],
    ["a member of staff and a customer", "maria ada"],
    ["the id of a customer", "cus_3f9a1c"],
    ["the id of an appointment in another case", "APT_2010"],
    ["the beginning of an appointment's id", "apt_20"],
    ["words and an appointment's id", "ada apt_2010"],
  ])("by %s", async (_, q) => {
    expect(await found(actor, q)).toEqual([id]);
  });

  it.each(["ad brandt", "ada zink", "bra ada", "dt", "berta ada", "apt_20 ada", "%", "_", "' OR 1=1"])(
    "not by %s",
    async (q) => {
      expect(await found(actor, q)).toEqual([]);
    },
  );

  it("with its deliveries in the log, which other filters narrow", async () => {
    await addWebhook(deps, actor);
    const [next = ""] = await addEvents(actor, { data: { ...ADA, appointmentId: "apt_3000" } });
    await fanOut(deps, [next]);
    const list = (q: string, status?: "failed" | "pending") =>
      listDeliveries(asTenant(deps, actor.tenantId), actor, { limit: 20, q, ...(status ? { status: [status] } : {}) });
    expect((await list("brandt ada")).data).toMatchObject([{ eventId: next }]);
    expect((await list("brandt ada", "failed")).data).toEqual([]);
    expect((await list("apt_3000", "pending")).data).toMatchObject([{ eventId: next }]);
    expect((await list("zink")).data).toEqual([]);
  });
});

it("an exact id is found before the words of its event are known, also as the id of a delivery", async () => {
  const actor = await database.addTenant();
  await addWebhook(deps, actor);
  const [accepted] = await acceptEvents(deps, [
    { tenantId: actor.tenantId, externalId: "bk_77", event: "appointment.created", data: ADA, timestamp: null },
  ]);
  const { id = "" } = accepted ?? {};
  await fanOut(deps, [id]);
  const delivery = await deps.db.webhookDelivery.findFirstOrThrow({ where: { eventId: id } });
  for (const q of [id, "bk_77", "apt_2010", delivery.id]) expect(await found(actor, q), q).toEqual([id]);
  expect(await found(actor, "ada")).toEqual([]);
});

it("another tenant and another mode find nothing, by id or word", async () => {
  const [actor, other] = [await database.addTenant(), await database.addTenant()];
  const [id = "", sandbox = ""] = await addEvents(actor, {}, { mode: "test" });
  for (const q of ["ada", "apt_2010", id, "haircut maria"]) {
    expect(await found(other, q), q).toEqual([]);
    expect((await find(asTenant(deps, other.tenantId), other, { q })).data, q).toEqual([]);
    // Row-level security hides the words even from a caller who names the other tenant.
    const { data } = await listEvents(asTenant(deps, other.tenantId), actor, { limit: 20, q });
    expect(data, q).toEqual([]);
  }
  expect(await found(actor, "ada")).toEqual([id]);
  expect(await found(actor, "ada", { mode: "test" })).toEqual([sandbox]);
});

it("the follower makes stored events findable, also those from before it, and a second one changes nothing", async () => {
  const actor = await database.addTenant();
  const add = async (name: string) => {
    const data = { appointmentId: name, customer: { name } };
    const [one] = await acceptEvents(deps, [
      { tenantId: actor.tenantId, externalId: name, event: "appointment.created", data, timestamp: null },
    ]);
    return one?.id;
  };
  const old = await add("Olga");
  // As an older version stored it: without a transaction.
  await query(
    database.url,
    "SET session_replication_role = replica",
    `UPDATE webhook_event SET xid = NULL WHERE id = '${old}'`,
  );
  await deps.sql("UPDATE follower_place SET backfilled_to = 'evt_z' WHERE name = 'search_words'");
  const fresh = await add("Fatima");
  await olderTransactionsEnded(deps);
  const [first, second] = [searchFollower(deps), searchFollower(database.asWorker("wrk_other"))];
  while ((await Promise.all([first.followPage(), second.followPage()])).includes(true));
  expect([await found(actor, "olga"), await found(actor, "fatima")]).toEqual([[old], [fresh]]);
  expect((await rowsOf(actor)).slice(0, 2)).toEqual([2, 2]);
  const late = await add("Lately");
  await olderTransactionsEnded(deps);
  while (await first.followPage());
  expect(await found(actor, "lately")).toEqual([late]);
  expect((await rowsOf(actor)).slice(0, 2)).toEqual([3, 3]);
});

it("a repeat changes nothing, and events with the same words share them", async () => {
  const actor = await database.addTenant();
  const ids = await addEvents(
    actor,
    {},
    { data: { ...ADA, appointmentId: "apt_2" } },
    { event: "appointment.canceled" },
  );
  const before = await rowsOf(actor);
  expect(before.slice(0, 2)).toEqual([3, 1]);
  // As after a crash between the words and the place.
  await deps.sql("UPDATE follower_place SET xid = '0', id = '' WHERE name = 'search_words'");
  await Promise.all([indexAllEvents(deps), indexAllEvents(deps)]);
  expect(await rowsOf(actor)).toEqual(before);
  expect(await found(actor, "ada")).toEqual(ids.toReversed());
});

it("every family of events is found by its own id and name", async () => {
  const actor = await database.addTenant();
  const [staff, service, customer, payment] = await addEvents(
    actor,
    { event: "staff.created", data: { staffId: "s9", name: "José Pérez", email: "jose@salon.example" } },
    { event: "service.updated", data: { serviceId: "v9", name: "Färben & Föhnen" } },
    { event: "customer.updated", data: { customerId: "c9", name: "Łucja Nowak", phone: "0301112223" } },
    { event: "payment.completed", data: { paymentId: "p9", appointmentId: "apt_77", customerId: "c10" } },
  );
  expect(await found(actor, "perez jose")).toEqual([staff]);
  expect(await found(actor, "foehn")).toEqual([service]);
  expect(await found(actor, "lucja")).toEqual([customer]);
  expect(await found(actor, "+49 30 1112223")).toEqual([customer]);
  expect(await found(actor, "apt_77")).toEqual([payment]);
  expect(await found(actor, "p9")).toEqual([payment]);
});

describe("words go with the data they came from", () => {
  it("an erased customer is not found by any word, and no word of theirs is kept", async () => {
    const actor = await database.addTenant();
    const zink = { appointmentId: "apt_9", customerId: "cus_2", customer: { name: "Berta Zink" } };
    const ids = await addEvents(actor, {}, { event: "appointment.canceled" }, { data: zink });
    const words = async () =>
      (await deps.sql<{ word: string }>("SELECT word FROM webhook_search_word WHERE tenant_id = $1", [actor.tenantId]))
        .map(({ word }) => word)
        .sort();
    await eraseData(asTenant(deps, actor.tenantId), actor, { customerId: "cus_3F9A1C" });
    for (const q of ["ada", "apt_2010", "haircut", "5550123"]) expect(await found(actor, q), q).toEqual([]);
    expect(await found(actor, "berta")).toEqual(ids.slice(2));
    expect(await words()).toEqual(["berta", "cus_2", "zink"]);
    await indexAllEvents(deps);
    expect(await rowsOf(actor)).toEqual([1, 1, 3]);
  });

  it("words that other events still hold stay", async () => {
    const actor = await database.addTenant();
    const [first = "", second = ""] = await addEvents(actor, {}, { data: { ...ADA, appointmentId: "apt_2" } });
    await eraseData(asTenant(deps, actor.tenantId), actor, { eventId: first });
    expect(await found(actor, "ada")).toEqual([second]);
    await eraseData(asTenant(deps, actor.tenantId), actor, { eventId: second });
    expect(await rowsOf(actor)).toEqual([0, 0, 0]);
  });

  it("retention removes words with bodies, sandbox expiry with the event, and a removed tenant leaves none", async () => {
    const actor = await database.addTenant();
    await addEvents(actor, {}, { mode: "test", data: { ...ADA, appointmentId: "apt_2" } });
    await deps.sql("DELETE FROM webhook_outbox");
    const afterDays = (days: number) =>
      deleteExpired(
        { ...deps, clock: () => new Date(Date.now() + days * 86_400_000) },
        { workMsMax: 60_000, pauseFactor: 0 },
      );
    await afterDays(8);
    expect((await rowsOf(actor)).slice(0, 2)).toEqual([1, 1]);
    expect(await found(actor, "ada")).toHaveLength(1);
    await afterDays(11);
    expect(await rowsOf(actor)).toEqual([0, 0, 0]);
    await addEvents(actor, {});
    expect((await rowsOf(actor)).slice(0, 2)).toEqual([1, 1]);
    await removeTenant(deps, { id: actor.tenantId });
    expect(await rowsOf(actor)).toEqual([0, 0, 0]);
  });
});
