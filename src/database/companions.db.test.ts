import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createDatabase, type Database } from "#database/database.ts";
import { createLogger } from "#server/logging/logger.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
/** One connection. */
let subject: Database;

beforeAll(async () => {
  database = await testDatabase();
  const owner = createDatabase(database.url, { log: createLogger("silent", "test"), connectionsMax: 1 });
  await owner.sql("CREATE TABLE noted (n int PRIMARY KEY)");
  await owner.sql("GRANT ALL ON noted TO PUBLIC");
  await owner.close();
});
beforeEach(() => {
  subject = createDatabase(database.urls.engine, { log: createLogger("silent", "test"), connectionsMax: 1 });
  return () => subject.close();
});
afterAll(() => database.close());

const PID = "SELECT pg_backend_pid() AS pid";
const NOTE =
  "INSERT INTO noted SELECT n FROM unnest($1::int[]) AS n RETURNING n, pg_current_wal_insert_lsn()::text AS lsn";
type Noted = { n: number; lsn: string };
const notes = async () => (await database.deps.sql<{ n: number }>("SELECT n FROM noted ORDER BY n")).map(({ n }) => n);

it.each([true, false])("answers with the rows, once all is flushed, with its plan kept: %s", async (isPlanKept) => {
  // The servers of tests wait for no disk otherwise.
  await subject.sql("SELECT set_config('synchronous_commit', 'on', false)");
  for (let run = 1; run <= 10; run++) {
    const n = run + (isPlanKept ? 100 : 200);
    const rows = await subject.sql<Noted>(NOTE, [[n, -n]], { isSeenEarly: true, isPlanKept });
    expect(rows.map((row) => row.n)).toEqual([n, -n]);
    const [flushed] = await database.deps.sql<{ is: boolean }>("SELECT pg_current_wal_flush_lsn() > $1::pg_lsn AS is", [
      rows[0]?.lsn,
    ]);
    expect(flushed).toEqual({ is: true });
    expect(await notes()).toEqual(expect.arrayContaining([n, -n]));
  }
  expect(await subject.sql<Noted>(NOTE, [[]], { isSeenEarly: true }), "no row").toEqual([]);
  expect(await subject.sql("SHOW synchronous_commit")).toEqual([{ synchronous_commit: "on" }]);
});

it("undoes a statement that fails, and goes on", async () => {
  const [before] = await subject.sql(PID);
  await subject.sql(NOTE, [[1]], { isSeenEarly: true });
  await expect(subject.sql(NOTE, [[2, 1]], { isSeenEarly: true })).rejects.toThrow(/duplicate key/);
  expect(await notes()).not.toContain(2);
  expect(await subject.sql(PID), "the connection, whose transaction is open, is closed").not.toEqual([before]);
  expect(await subject.sql(NOTE, [[2]], { isSeenEarly: true })).toMatchObject([{ n: 2 }]);
});

it("waits for the holder of its lock only, and sees what that one committed", async () => {
  const committed = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = database.deps.engineTransaction(async ({ sql }) => {
    await sql("SELECT pg_advisory_xact_lock(7280007, 5)");
    await sql(NOTE, [[50]]);
    held.resolve();
    await committed.promise;
  });
  await held.promise;
  const count = "SELECT count(*)::int AS count FROM noted WHERE n = 50";
  expect(await subject.sql(count, [], { waitsFor: 6 })).toEqual([{ count: 0 }]);
  const [{ pid } = expect.fail()] = await subject.sql<{ pid: number }>(PID);
  const waiting = subject.sql(count, [], { waitsFor: 5 });
  await until("it waits", async () => {
    const [one] = await database.deps.sql("SELECT FROM pg_locks WHERE pid = $1 AND NOT granted", [pid]);
    return one !== undefined;
  });
  committed.resolve();
  await holding;
  expect(await waiting).toEqual([{ count: 1 }]);
  expect(await subject.sql(NOTE, [[51]], { isSeenEarly: true, holds: 5 })).toMatchObject([{ n: 51 }]);
});
