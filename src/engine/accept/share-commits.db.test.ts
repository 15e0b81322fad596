import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { listen } from "#database/notify.ts";
import type { Actor, Sql } from "#domain/context.ts";
import { readEventNames } from "#domain/events/announced-events.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import type { StoreEvents } from "#engine/accept/store-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { holdFirst, STORE_TEXT } from "#tests/hold-first.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
});

const event = (changes: Partial<IncomingEvent> = {}): IncomingEvent => ({
  tenantId: actor.tenantId,
  externalId: null,
  event: "appointment.created",
  data: { appointmentId: "abc123" },
  timestamp: null,
  ...changes,
});

const accept = (store: StoreEvents, ...events: IncomingEvent[]) => acceptEvents(deps, events, { store });

/** Sends a request that holds the statement, then all others, so that these share the next statement. */
const share = async (requests: IncomingEvent[][], sql?: Sql) => {
  const held = holdFirst(sql ?? deps.sql);
  const store = shareCommits({ ...deps, ...held });
  const first = accept(store, event());
  await held.begun;
  const settled = Promise.allSettled(requests.map((events) => accept(store, ...events)));
  // Storing begins after some turns of preparation: a request that is stored alone afterwards shows that all wait.
  await acceptEvents(deps, [event()]);
  held.release();
  await first.catch(() => {});
  return { outcomes: await settled, sizes: held.sizes };
};

const valuesOf = <Value>(outcomes: PromiseSettledResult<Value>[]): Value[] =>
  outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });

const countStored = async ({ tenantId } = actor): Promise<Record<string, number>> => {
  const [row] = await deps.sql<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM webhook_event WHERE tenant_id = $1) AS events,
       (SELECT count(*)::int FROM webhook_payload WHERE tenant_id = $1) AS payloads,
       (SELECT count(*)::int FROM webhook_outbox WHERE tenant_id = $1) AS outbox`,
    [tenantId],
  );
  return row ?? {};
};

describe("requests that share a commit", () => {
  it("are stored in one statement with those that arrived while the first one ran, and each gets its own ids", async () => {
    const other = await database.addTenant();
    const requests = Array.from({ length: 60 }, (_, index) => [
      event({ externalId: `own_${index}`, data: { appointmentId: `a${index}` } }),
      event({ tenantId: other.tenantId, externalId: `other_${index}`, data: { appointmentId: `a${index}` } }),
    ]);
    const { outcomes, sizes } = await share(requests);
    expect(sizes).toEqual([1, 120]);
    const ids = valuesOf(outcomes).flat();
    const rows = await deps.sql<{ id: string; externalId: string; tenantId: string; resourceId: string }>(
      `SELECT id, external_id AS "externalId", tenant_id AS "tenantId", resource_id AS "resourceId" FROM webhook_event
       WHERE id = ANY($1)`,
      [ids.map(({ id }) => id)],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(ids.map(({ id }) => byId.get(id))).toEqual(
      requests.flat().map(({ tenantId, externalId, data }, index) => ({
        id: ids[index]?.id,
        tenantId,
        externalId,
        resourceId: data.appointmentId,
      })),
    );
    expect(await countStored(other)).toEqual({ events: 60, payloads: 60, outbox: 60 });
  });

  it("wake the workers: small batches after a pause by their own commits, which name the events, others by the publisher", async () => {
    // Without the late announcements of other tests.
    const own = await testDatabase();
    onTestFinished(() => own.close());
    const { tenantId } = await own.addTenant();
    const heard: string[][] = [];
    const listener = listen(own.urls.engine, ["events"], (_, names) => void heard.push(names), deps.log);
    onTestFinished(() => listener.close());
    await until("the listener is connected", () => heard.length === 1);
    const published: string[][] = [];
    const publish: EngineDeps["publish"] = (...changes) => void published.push(changes.map(({ channel }) => channel));
    /** Stores one event, and a batch of others that came while its statement ran. */
    const storeWithBatch = async (size: number) => {
      const { sql, begun, release } = holdFirst(own.deps.sql);
      const store = shareCommits({ ...deps, sql });
      const acceptOne = () => acceptEvents({ ...own.deps, publish }, [event({ tenantId })], { store });
      const first = acceptOne();
      await begun;
      const batch = Array.from({ length: size }, acceptOne);
      // Storing begins after some turns of preparation, as above.
      await acceptEvents({ ...own.deps, publish: () => {} }, [event({ tenantId })]);
      release();
      const named = async (accepted: Promise<{ id: string }[]>[]) =>
        (await Promise.all(accepted)).flat().map(({ id }) => ({ eventId: id, tenantId }));
      return { first: await named([first]), batch: await named(batch) };
    };
    const small = await storeWithBatch(20);
    await until("both commits were heard", () => heard.length === 3);
    expect(heard.slice(1).map(readEventNames)).toEqual([small.first, small.batch]);
    expect(published).toEqual(Array.from({ length: 21 }, () => ["tenant"]));
    published.length = 0;
    const large = await storeWithBatch(21);
    await until("the first commit was heard", () => heard.length === 4);
    expect(readEventNames(heard[3] ?? [])).toEqual(large.first);
    expect(published).toEqual([["tenant"], ...Array.from({ length: 21 }, () => ["events", "tenant"])]);
    // Workers learn when it falls due only by a look for all.
    await accept(shareCommits(own.deps), event({ tenantId, dueAt: new Date(Date.now() + 60_000) }));
    await until("the scheduled event was heard", () => heard.length === 5);
    expect(heard[4]).toEqual([]);
  });

  it("hold at most 200 events and 1 MiB a statement, and a large request waits for no other", async () => {
    const many = Array.from({ length: 30 }, () => Array.from({ length: 15 }, () => event()));
    expect((await share(many)).sizes).toEqual([1, 195, 195, 60]);

    const notes = "x".repeat(60_000);
    const wide = Array.from({ length: 20 }, () => [event({ data: { appointmentId: "abc123", notes } })]);
    expect((await share(wide)).sizes).toEqual([1, 17, 3]);

    const held = holdFirst(deps.sql);
    const store = shareCommits({ ...deps, ...held });
    const first = accept(store, event());
    await held.begun;
    const large = await accept(store, ...Array.from({ length: 21 }, () => event()));
    expect([large.length, held.sizes]).toEqual([21, [1, 21]]);
    held.release();
    expect(await first).toMatchObject([{ duplicate: false }]);
  });

  it("are refused alone: a conflict, an unknown tenant and bad data leave the others stored", async () => {
    await acceptEvents(deps, [event({ externalId: "taken" })]);
    const going = await database.addTenant();
    await deps.sql("UPDATE tenant SET removing_at = now() WHERE id = $1", [going.tenantId]);
    const good = (index: number) => [event({ externalId: `good_${index}` })];
    const { outcomes } = await share([
      good(0),
      [event({ externalId: "half" }), event({ externalId: "taken", event: "appointment.canceled" })],
      good(1),
      [event(), event({ tenantId: going.tenantId })],
      [event({ data: { appointmentId: 7 } })],
      good(2),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { code: "conflict", errors: [{ path: "1.id" }] } });
    expect(outcomes[3]).toMatchObject({ reason: { code: "invalid", errors: [{ path: "1.data.tenantId" }] } });
    expect(outcomes[4]).toMatchObject({ reason: { code: "invalid", errors: [{ path: "0.data.appointmentId" }] } });
    const ids = await deps.sql<{ id: string }>(
      "SELECT external_id AS id FROM webhook_event WHERE tenant_id = $1 AND external_id IS NOT NULL ORDER BY 1",
      [actor.tenantId],
    );
    expect(ids.map(({ id }) => id)).toEqual(["good_0", "good_1", "good_2", "taken"]);
  });

  it("with one external id store it once: the first wins, and another event name is refused", async () => {
    const same = (changes: Partial<IncomingEvent> = {}) => [event({ externalId: "bk_1", ...changes })];
    const { outcomes } = await share([
      same({ data: { appointmentId: "first" } }),
      same({ data: { appointmentId: "second" } }),
      same({ event: "appointment.canceled" }),
      [event({ externalId: "bk_2" })],
      same(),
    ]);
    const [first, second, renamed, other, last] = outcomes;
    expect(first).toMatchObject({ status: "fulfilled", value: [{ duplicate: false }] });
    const id = first?.status === "fulfilled" ? first.value[0]?.id : null;
    for (const again of [second, last]) expect(again).toMatchObject({ value: [{ id, duplicate: true }] });
    expect(renamed).toMatchObject({ reason: { code: "conflict", errors: [{ path: "0.id" }] } });
    expect(other).toMatchObject({ value: [{ duplicate: false }] });
    const [row] = await deps.sql<{ resource: string }>(
      "SELECT resource_id AS resource FROM webhook_event WHERE id = $1",
      [id],
    );
    expect(row?.resource).toBe("first");
  });

  it("do not lose an event behind a rejected one of the same external id", async () => {
    const full = { ...deps.storage, full: async () => new Set([actor.tenantId]) };
    const held = holdFirst(deps.sql);
    const store = shareCommits({ ...deps, ...held });
    const first = accept(store, event());
    await held.begun;
    const rejected = acceptEvents({ ...deps, storage: full }, [event({ externalId: "bk_1" })], {
      store,
      whenFull: "reject",
    });
    const accepted = accept(store, event({ externalId: "bk_1" }));
    await acceptEvents(deps, [event()]);
    held.release();
    await Promise.all([first, rejected]);
    const [stored] = await accepted;
    expect(held.sizes).toEqual([1, 2]);
    expect(stored).toMatchObject({ duplicate: false });
    expect(await deps.sql("SELECT 1 FROM webhook_outbox WHERE event_id = $1", [stored?.id])).toHaveLength(1);
  });

  it("are all refused without the database, also those that wait, and none is half written", async () => {
    const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    let asked = 0;
    const { outcomes } = await share(
      Array.from({ length: 10 }, () => [event(), event()]),
      async (text) => {
        if (text === STORE_TEXT) asked++;
        throw away;
      },
    );
    expect(outcomes).toEqual(Array.from({ length: 10 }, () => ({ status: "rejected", reason: away })));
    expect(asked, "the first statement answers for all").toBe(1);
    // One event is the one by which `share` finds that all wait.
    expect(await countStored()).toEqual({ events: 1, payloads: 1, outbox: 1 });
  });

  it("are refused as one when the connection is lost, and work goes on afterwards", async () => {
    const store = shareCommits(deps);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE webhook_outbox IN ACCESS EXCLUSIVE MODE");
    const settled = Promise.allSettled(Array.from({ length: 8 }, () => accept(store, event(), event())));
    await until("the statement waits for the lock", async () => {
      const rows = await deps.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%WITH given AS%'`,
      );
      return rows.length > 0;
    });
    await holder.query("ROLLBACK");
    await holder.end();
    expect(new Set((await settled).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(await countStored()).toEqual({ events: 0, payloads: 0, outbox: 0 });
    expect(await accept(store, event())).toMatchObject([{ duplicate: false }]);
  });

  it("answer a duplicate's lookup that fails with the error, and the fresh ones as stored", async () => {
    await acceptEvents(deps, [event({ externalId: "bk_1" })]);
    const lost = Object.assign(new Error("lost"), { code: "ECONNRESET" });
    const { outcomes } = await share(
      [[event({ externalId: "bk_1" })], [event({ externalId: "bk_2" })]],
      (text, values) => (text === STORE_TEXT ? deps.sql(text, values) : Promise.reject(lost)),
    );
    expect(outcomes).toMatchObject([
      { status: "rejected", reason: lost },
      { status: "fulfilled", value: [{ duplicate: false }] },
    ]);
  });

  it("are refused as busy while too much waits, and taken again afterwards", async () => {
    const held = holdFirst(deps.sql);
    const store = shareCommits({ ...deps, ...held });
    const [row] = await rowsOf(event({ data: { appointmentId: "abc123", notes: "x".repeat(60_000) } }));
    const first = store([row]);
    const waiting = Array.from({ length: 278 }, () => store([{ ...row, id: crypto.randomUUID() }]));
    await expect(store([row])).rejects.toMatchObject({ code: "busy" });
    held.release();
    await Promise.all([first, ...waiting]);
    expect(await store([{ ...row, id: crypto.randomUUID() }])).toMatchObject([{ duplicate: false }]);
  });
});

/** Rows as `acceptEvents` hands them to its store. */
const rowsOf = async (incoming: IncomingEvent) => {
  const taken: Parameters<StoreEvents>[0][number][] = [];
  await acceptEvents(deps, [incoming], {
    store: async (rows) => {
      taken.push(...rows);
      return [];
    },
  });
  return taken as [Parameters<StoreEvents>[0][number]];
};
