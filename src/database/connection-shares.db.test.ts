import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { listWebhooks } from "#domain/subscriptions/list-webhooks.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

const LOCK = 4_711;
/** Most connections that one tenant gets: the pool without the last quarter. */
const ALONE = 15;

let database: TestDatabase;
let slow: Actor;
let quick: Actor;
/** Connection that holds the lock. The statements of the slow tenant wait for this lock. */
let holder: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  [slow, quick] = [await database.addTenant(), await database.addTenant()];
  await addWebhook(database.deps, quick);
  holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query("SELECT pg_advisory_lock($1)", [LOCK]);
});
afterEach(async () => {
  await holder.end();
  await database.close();
});

const waitingForLock = async () => {
  const { rows } = await holder.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = $1",
    [LOCK],
  );
  return rows[0]?.count;
};

/** Starts fifty statements of one tenant, which last until the lock is released, and counts how they end. */
const askSlowly = (deps: EngineDeps) => {
  const ended: string[] = [];
  const own = asTenant(deps, slow.tenantId);
  const asking = Array.from({ length: 50 }, (_, n) =>
    (n % 2 === 0
      ? own.sql("SELECT pg_advisory_xact_lock_shared($1)::text", [LOCK])
      : own.db.$queryRaw`SELECT pg_advisory_xact_lock_shared(${LOCK})::text`
    ).then(
      () => ended.push("answered"),
      (error: unknown) => ended.push(error instanceof Error && "code" in error ? String(error.code) : "broken"),
    ),
  );
  return { ended, all: Promise.all(asking) };
};

const readAsQuick = async (deps: EngineDeps) => {
  const own = asTenant(deps, quick.tenantId);
  for (let i = 0; i < 10; i++) {
    expect((await listWebhooks(own, quick, { limit: 10 })).data).toHaveLength(1);
    expect((await listEvents(own, quick, { limit: 10 })).data).toEqual([]);
  }
};

describe.each(["each tenant's own rows", "one role for everything"])("connections with %s", (kind) => {
  it("stay free for other tenants during fifty slow statements of one tenant, and the excess statements are refused as busy", async () => {
    const deps = kind === "one role for everything" ? oneRole() : { wired: database.deps, close: async () => {} };
    const { ended, all } = askSlowly(deps.wired);
    await expect.poll(waitingForLock).toBe(ALONE);
    await readAsQuick(deps.wired);
    expect(ended.filter((how) => how === "answered")).toEqual([]);
    await expect.poll(() => ended.length).toBe(50 - ALONE);
    await holder.query("SELECT pg_advisory_unlock($1)", [LOCK]);
    await all;
    expect(Map.groupBy(ended, (how) => how).get("answered")).toHaveLength(ALONE);
    expect(Map.groupBy(ended, (how) => how).get("busy")).toHaveLength(50 - ALONE);
    await deps.close();
  });
});

/** Roles of an installation that sets DATABASE_URL only. */
const oneRole = () => {
  const parsed = parseEnv({
    DATABASE_URL: database.url,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LOG_LEVEL: "silent",
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const { deps, close } = wire(parsed.env, "wrk_one_role");
  return { wired: deps, close };
};
