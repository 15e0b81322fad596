import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WORK_TIMEOUTS } from "#database/database.ts";
import { newId } from "#domain/ids.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { Prisma } from "#generated/prisma/client.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";

let database: TestDatabase;
/** Connection of the app's role, such as an injected statement would use. */
let app: pg.Client;

const [MINE, THEIRS] = ["salon_mine", "salon_theirs"];
let mine: Furnished;
let theirs: Furnished;

/** Node gives each warning once per process. */
const warned: string[] = [];
process.on("warning", ({ message }) => warned.push(message));

beforeAll(async () => {
  // Sixty calls wait for twenty connections, longer on a busy machine than production timeouts allow.
  database = await testDatabase({}, { ...WORK_TIMEOUTS, silentMs: 60_000, waitMs: 60_000 });
  for (const id of [MINE, THEIRS]) {
    const furnished = await furnishTenant(database.deps, await database.addTenant(id), `https://example.com/${id}`);
    if (id === MINE) mine = furnished;
    else theirs = furnished;
    await database.deps.db.emailOutbox.create({ data: { eventId: furnished.eventId, tenantId: id } });
    await database.deps.db.user.create({
      data: { id: newId("usr"), tenantId: id, name: id, email: `${id}@a.example` },
    });
  }
  app = new pg.Client({ connectionString: database.urls.app });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await database.close();
});

type Table = { name: string; column: string; mayRead: boolean; mayChange: boolean };

/** Tables with a tenant column, read from the catalogue so that a new table is included. */
const tenantTables = () =>
  database.deps.sql<Table>(
    `SELECT c.relname::text AS name, a.attname::text AS column, has_table_privilege('bellhop_app', c.oid, 'SELECT') AS "mayRead",
       has_table_privilege('bellhop_app', c.oid, 'UPDATE') AS "mayChange"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND (a.attname = 'tenant_id' OR (c.relname = 'tenant' AND a.attname = 'id'))
     ORDER BY 1`,
  );

/** Runs a statement as the app's role with this tenant named (null = none) and rolls it back. */
const asApp = async (tenantId: string | null, statement: string, values: unknown[] = []) => {
  await app.query("BEGIN");
  try {
    if (tenantId !== null) await app.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    return await app.query(statement, values);
  } finally {
    await app.query("ROLLBACK");
  }
};

describe("the tables", () => {
  it("that name a tenant all have forced row-level security with exactly our two policies", async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThanOrEqual(11);
    const secured = await database.deps.sql<{ name: string; forced: boolean; policies: string[] }>(
      `SELECT c.relname::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
         ARRAY(SELECT p.policyname || ' ' || p.cmd || ' ' || array_to_string(p.roles, ',') || ' ' || p.qual || ' ' || p.with_check
           FROM pg_policies p WHERE p.tablename = c.relname ORDER BY 1) AS policies
       FROM pg_class c WHERE c.relname = ANY($1) ORDER BY 1`,
      [tables.map(({ name }) => name)],
    );
    for (const { name, forced, policies } of secured) {
      const column = tables.find((table) => table.name === name)?.column;
      const isOwn = `(${column} = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))`;
      expect({ name, forced, policies }).toEqual({
        name,
        forced: true,
        policies: ["all_tenants ALL bellhop,bellhop_engine true true", `own_tenant ALL bellhop_app ${isOwn} ${isOwn}`],
      });
    }
  });

  it("without a tenant column are closed to the app, except reading the progress of the byte count; no view exists", async () => {
    const named = (await tenantTables()).map(({ name }) => name);
    const open = await database.deps.sql<{ name: string }>(
      `SELECT c.relname::text AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relname <> ALL($1)
         AND (c.relkind IN ('v', 'm', 'f') OR has_any_column_privilege('bellhop_app', c.oid, 'SELECT, INSERT, UPDATE'))`,
      [named],
    );
    expect(open).toEqual([{ name: "storage_walk" }]);
    await expect(asApp(MINE, "UPDATE storage_walk SET lap_at = ''")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "SELECT * FROM session")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "SELECT * FROM account")).rejects.toThrow("permission denied");
  });

  it("refer to rows of their own tenant only: each foreign key includes the tenant", async () => {
    const keys = await database.deps.sql<{ key: string }>(
      `SELECT k.conname::text AS key FROM pg_constraint k
       WHERE k.contype = 'f' AND k.confrelid <> 'tenant'::regclass
         AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'tenant_id')
         AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attname = 'tenant_id')
         AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS pair(own, other)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own AND a.attname = 'tenant_id'
           JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other AND b.attname = 'tenant_id')`,
    );
    expect(keys).toEqual([]);
  });
});

describe("functions that run as their owner", () => {
  it("search temporary tables last, which any role may make", async () => {
    const functions = await database.deps.sql<{ settings: string[] }>(
      `SELECT proconfig AS settings FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace`,
    );
    expect(functions.length).toBeGreaterThan(0);
    expect(new Set(functions.flatMap(({ settings }) => settings ?? ["none"]))).toEqual(
      new Set(["search_path=pg_catalog, public, pg_temp"]),
    );
  });
});

describe("a statement of the app's role without any filter", () => {
  it("shows the rows of the tenant that is named, and none when no tenant is", async () => {
    for (const { name, column, mayRead } of await tenantTables()) {
      if (!mayRead) continue;
      const owners = async (tenantId: string | null) =>
        (await asApp(tenantId, `SELECT DISTINCT "${column}" AS owner FROM "${name}"`)).rows.map(({ owner }) => owner);
      expect([name, await owners(null), await owners(""), await owners("nobody")]).toEqual([name, [], [], []]);
      expect(await owners(MINE)).not.toContain(THEIRS);
      const [all] = await database.deps.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM "${name}" WHERE "${column}" = $1`,
        [THEIRS],
      );
      expect((await asApp(THEIRS, `SELECT * FROM "${name}"`)).rows).toHaveLength(all?.count ?? -1);
    }
  });

  it("cannot change or delete rows of another tenant, nor give it a row", async () => {
    for (const { name, column, mayChange } of await tenantTables()) {
      if (!mayChange) continue;
      const where = `WHERE "${column}" = '${THEIRS}'`;
      expect((await asApp(MINE, `UPDATE "${name}" SET "${column}" = "${column}" ${where}`)).rowCount).toBe(0);
      expect((await asApp(MINE, `DELETE FROM "${name}" ${where}`)).rowCount).toBe(0);
      const own = await asApp(MINE, `SELECT FROM "${name}"`);
      const giving = asApp(MINE, `UPDATE "${name}" SET "${column}" = '${THEIRS}'`);
      if (own.rowCount === 0) expect((await giving).rowCount).toBe(0);
      else await expect(giving).rejects.toThrow("row-level security");
    }
  });

  it("cannot add a row to another tenant, nor a row that refers to one of its rows", async () => {
    const event = "INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ('evt_x', $1, 'e', now())";
    expect((await asApp(MINE, event, [MINE])).rowCount).toBe(1);
    await expect(asApp(MINE, event, [THEIRS])).rejects.toThrow("row-level security");
    const delivery = `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event) VALUES ('dlv_x', $1, $2, $3, 'e')`;
    await expect(asApp(MINE, delivery, [MINE, theirs.webhookId, mine.eventId])).rejects.toThrow("foreign key");
    await expect(asApp(MINE, delivery, [MINE, mine.webhookId, theirs.eventId])).rejects.toThrow("foreign key");
    await expect(asApp(MINE, delivery, [THEIRS, theirs.webhookId, theirs.eventId])).rejects.toThrow(
      "row-level security",
    );
    await expect(asApp(MINE, "UPDATE webhook_delivery SET subscription_id = $1", [theirs.webhookId])).rejects.toThrow(
      "foreign key",
    );
    const attempt = `INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
      VALUES ('att_x', $1, $2, 9, 'manual', 'u', now())`;
    await expect(asApp(MINE, attempt, [MINE, theirs.deliveryId])).rejects.toThrow("foreign key");
  });

  it("cannot create a tenant, change the audit log or lift its own limits", async () => {
    await expect(asApp(MINE, "INSERT INTO tenant (id, name) VALUES ('new', 'New')")).rejects.toThrow(
      "permission denied",
    );
    await expect(asApp(MINE, "DELETE FROM tenant")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "UPDATE \"user\" SET email = 'a'")).rejects.toThrow("permission denied");
    expect((await asApp(MINE, "UPDATE \"user\" SET role = 'viewer' WHERE tenant_id <> 'x'")).rowCount).toBe(1);
    expect((await asApp(MINE, `DELETE FROM "user" WHERE tenant_id = '${THEIRS}'`)).rowCount).toBe(0);
    await expect(asApp(MINE, "UPDATE audit_log SET action = 'x'")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "DELETE FROM audit_log")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "ALTER TABLE webhook_event DISABLE ROW LEVEL SECURITY")).rejects.toThrow("must be owner");
    await expect(asApp(MINE, "DROP POLICY own_tenant ON webhook_event")).rejects.toThrow("must be owner");
    await expect(asApp(MINE, "SET ROLE bellhop_engine")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "TRUNCATE webhook_event CASCADE")).rejects.toThrow("permission denied");
    await expect(asApp(MINE, "SET LOCAL row_security = off; SELECT FROM webhook_event")).rejects.toThrow(
      "affected by row-level security",
    );
  });
});

describe("a tenant's database", () => {
  const idsOf = (rows: { tenantId: string }[]) => [...new Set(rows.map(({ tenantId }) => tenantId))];

  it("shows only the tenant's rows of every model without a filter, also in transactions and raw statements", async () => {
    const { db, sql } = asTenant(database.deps, MINE);
    expect(idsOf(await db.webhookEvent.findMany())).toEqual([MINE]);
    expect(await db.tenant.findMany({ select: { id: true } })).toEqual([{ id: MINE }]);
    expect(await db.webhookSubscription.findUnique({ where: { id: theirs.webhookId } })).toBeNull();
    expect(await db.$transaction((tx) => tx.webhookDelivery.count())).toBe(1);
    expect(await db.$queryRaw`SELECT DISTINCT tenant_id FROM webhook_attempt`).toEqual([{ tenant_id: MINE }]);
    expect(await sql("SELECT DISTINCT tenant_id FROM webhook_exchange")).toEqual([{ tenant_id: MINE }]);
    expect(await db.webhookDelivery.deleteMany({ where: { tenantId: THEIRS } })).toEqual({ count: 0 });
    await expect(db.session.findMany()).rejects.toThrow();
    await expect(sql("SELECT * FROM session")).rejects.toThrow("permission denied");
  });

  it("never mixes tenants, however many calls share few connections", async () => {
    const turns = Array.from({ length: 60 }, async (_, index) => {
      const tenantId = index % 2 ? MINE : THEIRS;
      const { db, sql } = asTenant(database.deps, tenantId);
      const [events, unique, rows] = await Promise.all([
        db.webhookEvent.findMany(),
        db.tenant.findUnique({ where: { id: tenantId } }),
        sql<{ tenantId: string }>('SELECT tenant_id AS "tenantId" FROM webhook_delivery'),
      ]);
      expect([idsOf(events), unique?.id, idsOf(rows)]).toEqual([[tenantId], tenantId, [tenantId]]);
    });
    await Promise.all(turns);
  });

  it("reads relations one by one, and continues after one that failed", async () => {
    const { db } = asTenant(database.deps, MINE);
    const source = { include: { payloads: true, outbox: true } };
    const [delivery] = await db.webhookDelivery.findMany({ include: { source, attemptLog: true, subscription: true } });
    expect(delivery).toMatchObject({ source: { id: mine.eventId }, subscription: { id: mine.webhookId } });
    const [broken] = await db.$transaction((tx) =>
      Promise.allSettled([tx.$queryRaw`SELECT 1 / 0`, tx.webhookDelivery.count()]),
    );
    expect(broken.status).toBe("rejected");
    expect(await db.webhookDelivery.count()).toBe(1);
    expect(warned).toEqual([]);
  });

  it("keeps nothing of a failed transaction, and leaves a clean connection to the next one", async () => {
    const { db, sql } = asTenant(database.deps, MINE);
    await expect(sql("WITH gone AS (DELETE FROM webhook_exchange) SELECT 1 / 0")).rejects.toThrow("division by zero");
    await expect(
      db.$transaction(async (tx) => {
        await tx.webhookExchange.deleteMany();
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await db.webhookExchange.count()).toBe(1);
    const settings = await Promise.all(
      Array.from({ length: 20 }, () =>
        asTenant(database.deps, "").sql("SELECT current_setting('app.tenant_id', true) AS id"),
      ),
    );
    expect(new Set(settings.flat().map((row) => JSON.stringify(row)))).toEqual(new Set(['{"id":""}']));
  });

  it("treats any text as a tenant id, never as SQL", async () => {
    for (const tenantId of [
      "x'; SELECT set_config('app.tenant_id', 'salon_theirs', true); --",
      "\\'",
      "'",
      `${MINE}' OR 'a'='a`,
    ]) {
      const { db, sql } = asTenant(database.deps, tenantId);
      expect(await sql("SELECT current_setting('app.tenant_id') AS id")).toEqual([{ id: tenantId }]);
      expect([await sql("SELECT FROM webhook_event"), await db.webhookEvent.count()]).toEqual([[], 0]);
    }
  });

  it("offers models, raw statements and interactive transactions, and no way around them", () => {
    const { db } = asTenant(database.deps, MINE);
    const has = (name: string) => Reflect.get(db, name) !== undefined;
    expect(["$extends", "$connect", "$disconnect", "$on", "_engine", "then"].filter(has)).toEqual([]);
    expect(
      Object.values(Prisma.ModelName).filter((name) => !has(name.charAt(0).toLowerCase() + name.slice(1))),
    ).toEqual([]);
  });
});
