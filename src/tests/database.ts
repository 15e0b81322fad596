import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { WORK_TIMEOUTS } from "#database/database.ts";
import { type DatabaseUrls, embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import type { Actor } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { TEMPLATE } from "./global-database.ts";

export type TestDatabase = {
  /** Address for the owner, a superuser. */
  url: string;
  urls: DatabaseUrls;
  /** Deps of the engine; handlers of a tenant derive theirs from these. */
  deps: EngineDeps;
  /** Adds a tenant and returns an actor of it. */
  addTenant(id?: string): Promise<Actor>;
  /** Deps of another process on this database: own connections, lease name and clock. */
  asWorker(workerId: string, changes?: Partial<EngineDeps>): EngineDeps;
  close(): Promise<void>;
};

/** Creates a fresh, migrated database, wired as in production; loopback receivers are allowed. */
export const testDatabase = async (
  settings: Record<string, string> = {},
  timeouts = WORK_TIMEOUTS,
): Promise<TestDatabase> => {
  const serverUrl = inject("serverUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = databaseUrl(serverUrl, name);
  const urls = embeddedUrls(url);
  const parsed = parseEnv({
    DATABASE_URL: urls.app,
    DATABASE_ENGINE_URL: urls.engine,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
    LOG_LEVEL: "silent",
    ...settings,
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const { env } = parsed;
  const wirings = [wire(env, "wrk_test", timeouts)];
  const [{ deps }] = wirings as [(typeof wirings)[number]];
  // A heartbeat would say so: the database began with this release.
  deps.bodyPacking.note(true);
  let tenants = 0;
  return {
    url,
    urls,
    deps,
    addTenant: async (id = `tenant_${++tenants}`) => {
      await deps.db.tenant.create({ data: { id, name: id } });
      return { tenantId: id, by: { kind: "system" } };
    },
    asWorker: (workerId, changes = {}) => {
      const wiring = wire(env, workerId, timeouts);
      wiring.deps.bodyPacking.note(true);
      wirings.push(wiring);
      return { ...wiring.deps, ...changes };
    },
    close: async () => {
      await Promise.all(wirings.map(({ close }) => close()));
      await admin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};
