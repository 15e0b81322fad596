import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { createDatabase, type Database } from "#database/database.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";
import { createLogger } from "#server/logging/logger.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { startTcpProxy, type TcpProxy } from "#tests/faults/tcp-proxy.ts";
import { query } from "#tests/processes/query.ts";
import { until } from "#tests/until.ts";

// Timeouts shorter than in production, so that the tests end soon.
const TIMEOUTS = { silentMs: 300, waitMs: 10_000, statementMs: 1_300, heldMs: 1_500 };
const CONNECTIONS_MAX = 4;

let database: TestDatabase;
let proxy: TcpProxy;
let subject: Database;

beforeAll(async () => {
  database = await testDatabase();
  const { hostname, port } = new URL(database.url);
  proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const through = new URL(database.url);
  through.port = String(proxy.port);
  subject = createDatabase(through.href, {
    log: createLogger("silent", "test"),
    connectionsMax: CONNECTIONS_MAX,
    timeouts: TIMEOUTS,
  });
});
afterAll(async () => {
  await subject.close();
  await proxy.close();
  await database.close();
});
beforeEach(() => proxy.set("open"));

const ask = {
  "a statement": () => subject.sql("SELECT 1"),
  "a Prisma query": () => subject.db.tenant.findFirst(),
  "a Prisma transaction": () => subject.db.$transaction((tx) => tx.tenant.count()),
  "a raw Prisma query": () => subject.db.$transaction((tx) => tx.$queryRaw`SELECT 1`),
  "a tenant's statement": () => subject.ofTenant("salon").sql("SELECT 1"),
  "a tenant's Prisma query": () => subject.ofTenant("salon").db.tenant.findFirst(),
};
const asks = Object.entries(ask);

/** Runs as many statements at once as the pool has connections, so that each connection is used. */
const warmUp = () =>
  until("every connection works", () =>
    Promise.all(Array.from({ length: CONNECTIONS_MAX }, () => subject.sql("SELECT pg_sleep(0.01)")))
      .then(() => true)
      .catch(() => false),
  );

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => expect.fail("it was answered"),
    (error: unknown) => error,
  );

it.each(asks)("%s ends as unavailable while connections are refused, and works again afterwards", async (_, asking) => {
  await warmUp();
  await proxy.set("refusing");
  expect(isDatabaseUnavailable(await refusal(asking()))).toBe(true);
  await proxy.set("open");
  await until("it works again", () =>
    asking()
      .then(() => true)
      .catch(() => false),
  );
});

/** Repeats what found no free connection in time: a slow machine needs longer to open new ones. */
const unlessBusy = (asking: () => Promise<unknown>): Promise<unknown> =>
  asking().catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "busy") return unlessBusy(asking);
    throw error;
  });

it.each(asks)("%s into a silent network ends as unavailable, on pooled and on new connections", async (_, asking) => {
  await warmUp();
  await proxy.set("silent");
  for (let turn = 0; turn < CONNECTIONS_MAX + 2; turn++)
    expect(isDatabaseUnavailable(await refusal(asking()))).toBe(true);
  await proxy.set("open");
  // The pool dropped every lost connection: no later statement fails.
  await Promise.all(Array.from({ length: CONNECTIONS_MAX }, () => unlessBusy(asking)));
});

it.each(asks)("%s that finds no free connection ends as unavailable", async (_, asking) => {
  await warmUp();
  const holders = Array.from({ length: CONNECTIONS_MAX }, () => subject.sql("SELECT pg_sleep(1.2)"));
  expect(isDatabaseUnavailable(await refusal(asking()))).toBe(true);
  await Promise.all(holders);
});

/** Silence that even a slow machine does not keep between two answers. */
const PATIENT = { silentMs: 1_000, waitMs: 60_000, statementMs: 50_000, heldMs: 50_000 };

const patient = (): Database => {
  const through = new URL(database.url);
  through.port = String(proxy.port);
  const other = createDatabase(through.href, {
    log: createLogger("silent", "test"),
    connectionsMax: 1,
    timeouts: PATIENT,
  });
  onTestFinished(other.close);
  return other;
};

it("a caller waits for a connection while the database answers others", async () => {
  const { db, sql, ofTenant } = patient();
  const isHeld = Promise.withResolvers<void>();
  const holding = db.$transaction(
    async (tx) => {
      // Together longer than the silence.
      for (let turn = 0; turn < 60; turn++) {
        await tx.$queryRaw`SELECT FROM pg_sleep(0.02)`;
        isHeld.resolve();
      }
    },
    { timeout: PATIENT.heldMs },
  );
  await isHeld.promise;
  const tenants = ofTenant("salon").db.tenant;
  await Promise.all([sql("SELECT 1"), db.tenant.count(), db.$transaction((tx) => tx.tenant.count()), tenants.count()]);
  await holding;
});

it("a caller waits for a connection that opens slowly", async () => {
  await proxy.set("slow");
  expect(await patient().sql("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("a connection lost in the middle of a transaction ends it once, as unavailable", async () => {
  await warmUp();
  const broken = subject.db.$transaction(async (tx) => {
    await tx.tenant.count();
    await proxy.set("silent");
    await tx.tenant.count();
  });
  expect(isDatabaseUnavailable(await refusal(broken))).toBe(true);
});

it("the server cancels a statement that waits for a lock, which then changes nothing later", async () => {
  await database.deps.db.tenant.create({ data: { id: "locked", name: "before" } });
  await database.deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE tenant IN ACCESS EXCLUSIVE MODE`;
    for (const change of [
      () => subject.sql("UPDATE tenant SET name = 'after' WHERE id = 'locked'"),
      () => subject.db.tenant.update({ where: { id: "locked" }, data: { name: "after" } }),
    ])
      expect(isDatabaseUnavailable(await refusal(change()))).toBe(true);
  });
  expect(await subject.sql("SELECT name FROM tenant WHERE id = 'locked'")).toEqual([{ name: "before" }]);
});

it("the next statement works after the server terminated every connection", async () => {
  await warmUp();
  await query(
    database.url,
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await until("it works again", () => subject.sql("SELECT 1").catch(() => null));
});
