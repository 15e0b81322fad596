import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createDatabase } from "#database/database.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { newId } from "#domain/ids.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
  stranger = await database.addTenant();
});
afterAll(() => database.close());

type Bound = Pick<Deps, "db" | "sql">;

const event = (tenantId = actor.tenantId) => ({ id: newId("evt"), tenantId, event: "x", occurredAt: new Date() });

const addBySql = ({ sql }: Bound, { id, tenantId } = event()) =>
  sql("INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ($1, $2, 'x', now())", [id, tenantId]);

const count = () => database.deps.db.webhookEvent.count();

const inTransaction = <Result>(act: (bound: Bound) => Promise<Result>) =>
  database.deps.tenantTransaction(actor.tenantId, act);

it("a tenant transaction joins statements, operations and transactions: they see each other at once, other sessions see them after the commit", async () => {
  const before = await count();
  await inTransaction(async (bound) => {
    await bound.db.webhookEvent.create({ data: event() });
    await addBySql(bound);
    await bound.db.$transaction((tx) => tx.webhookEvent.create({ data: event() }));
    await Promise.all([addBySql(bound), addBySql(bound)]);
    expect(await bound.db.webhookEvent.count()).toBe(5);
    expect(await bound.sql("SELECT FROM webhook_event")).toHaveLength(5);
    expect(await count()).toBe(before);
  });
  expect(await count()).toBe(before + 5);
});

it("a tenant transaction is rolled back as a whole when an error reaches its end", async () => {
  const before = await count();
  const failing = inTransaction(async (bound) => {
    await bound.db.webhookEvent.create({ data: event() });
    await addBySql(bound);
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await count()).toBe(before);
});

it("a tenant transaction continues after a failed step, and keeps nothing of that step", async () => {
  const before = await count();
  await inTransaction(async (bound) => {
    const twice = event();
    await addBySql(bound, twice);
    await expect(addBySql(bound, twice)).rejects.toMatchObject({ code: "23505" });
    await expect(bound.db.webhookEvent.create({ data: twice })).rejects.toMatchObject({ code: "P2002" });
    const half = bound.db.$transaction(async (tx) => {
      await tx.webhookEvent.create({ data: event() });
      throw new Error("half way");
    });
    await expect(half).rejects.toThrow("half way");
    await addBySql(bound);
  });
  expect(await count()).toBe(before + 2);
});

it("a tenant transaction reads and writes rows of its tenant only", async () => {
  await database.deps.db.webhookEvent.create({ data: event(stranger.tenantId) });
  await inTransaction(async (bound) => {
    expect(await bound.db.webhookEvent.count({ where: { tenantId: stranger.tenantId } })).toBe(0);
    await expect(addBySql(bound, event(stranger.tenantId))).rejects.toThrow("row-level security");
    await expect(bound.db.webhookEvent.create({ data: event(stranger.tenantId) })).rejects.toThrow();
  });
});

it("a tenant transaction holds no connection before its first step, and gives it back clean", async () => {
  expect(await inTransaction(async () => "nothing asked")).toBe("nothing asked");
  // Twice as many transactions as connections: none takes a step before all have begun.
  const before = await count();
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const waiting = Array.from({ length: 40 }, () =>
    inTransaction(async (bound) => {
      begun++;
      if (begun === 40) all.resolve();
      await all.promise;
      await addBySql(bound);
    }),
  );
  await Promise.all(waiting);
  expect(await count()).toBe(before + 40);
  const names = await Promise.all(
    Array.from({ length: 20 }, () =>
      database.deps.tenantDatabase("").sql("SELECT current_setting('app.tenant_id', true) AS id"),
    ),
  );
  expect(new Set(names.flat().map((row) => JSON.stringify(row)))).toEqual(new Set(['{"id":""}']));
});

it("a tenant transaction takes no step after its end", async () => {
  const before = await count();
  let late: Bound | undefined;
  await inTransaction(async (bound) => {
    late = bound;
    await addBySql(bound);
  });
  if (late) await expect(addBySql(late)).rejects.toThrow("the transaction is over");
  expect(await count()).toBe(before + 1);
});

/** Ends the connection as the database owner may. */
const terminate = async (pid: number) => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("SELECT pg_terminate_backend($1, 5000)", [pid]).finally(() => client.end());
};

it("a tenant transaction fails as a whole when its connection is lost, and the next one works", async () => {
  const before = await count();
  const cut = inTransaction(async (bound) => {
    await addBySql(bound);
    const [own] = await bound.sql<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await terminate(own?.pid ?? 0);
    await addBySql(bound);
  });
  await expect(cut).rejects.toThrow();
  expect(await count()).toBe(before);
  await inTransaction(addBySql);
  expect(await count()).toBe(before + 1);
});

it("a tenant transaction is rolled back when it holds a connection for too long", async () => {
  const before = await count();
  const timeouts = { silentMs: 1_000, waitMs: 10_000, statementMs: 10_000, heldMs: 200 };
  const impatient = createDatabase(database.urls.app, { log: database.deps.log, timeouts });
  const held = impatient.inTenantTransaction(actor.tenantId, async (bound) => {
    await addBySql(bound);
    await bound.sql("SELECT pg_sleep(9)");
  });
  await expect(held).rejects.toSatisfy(isDatabaseUnavailable);
  expect(await count()).toBe(before);
  await impatient.inTenantTransaction(actor.tenantId, addBySql);
  expect(await count()).toBe(before + 1);
  await impatient.close();
});

it("a tenant's transaction may take longer while its statements are answered", async () => {
  const timeouts = { silentMs: 1_000, waitMs: 60_000, statementMs: 10_000, heldMs: 1_000 };
  const busy = createDatabase(database.urls.app, { log: database.deps.log, timeouts });
  onTestFinished(busy.close);
  await busy.inTenantTransaction(actor.tenantId, async ({ sql }) => {
    // Together longer than the silence.
    for (let turn = 0; turn < 60; turn++) await sql("SELECT FROM pg_sleep(0.02)");
  });
});
