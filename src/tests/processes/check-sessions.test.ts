import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkSessions } from "#database/check-sessions.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { makeDocumentedRoles } from "./documented-roles.ts";
import { type PoolerFault, startPooler } from "./dropping-pooler.ts";
import { POSTGRES_SERVERS, type StartedServer, startServer } from "./postgres-servers.ts";
import { query } from "./query.ts";
import { isReady, startSystem } from "./running-system.ts";

const [embedded = expect.fail("no server")] = POSTGRES_SERVERS;
let server: StartedServer;
let direct: DatabaseUrls;

beforeAll(async () => {
  server = await startServer(embedded, { settings: { timezone: "Asia/Kolkata" } });
  direct = await makeDocumentedRoles(server.url);
  await migrateDatabase(direct);
});
afterAll(() => server.stop());

/** Settings of a start whose running processes go through a pooler. */
const behindPooler = async (fault: PoolerFault) => {
  const port = await startPooler(server.url, fault);
  const pooled = (url: string) => Object.assign(new URL(url), { port: String(port) }).href;
  const urls = { owner: direct.owner, app: pooled(direct.app), engine: pooled(direct.engine) };
  const env = { DATABASE_URL: urls.app, DATABASE_OWNER_URL: urls.owner, DATABASE_ENGINE_URL: urls.engine };
  return { urls, env: { ...SHARED_KEYS, ...env } };
};

const refusalOf = async (env: Record<string, string>): Promise<string> => {
  const system = await startSystem({ env });
  expect(await system.exitCode).toBe(1);
  expect(system.notes("start")).toEqual([]);
  return system.output().trim();
};

describe("a start behind a pooler", () => {
  it("that drops our settings ends with one line, whose SQL gives them to the roles", async () => {
    const { urls, env } = await behindPooler("drops options");
    const line = await refusalOf(env);
    const [, sql = ""] = /^A pooler drops \d+ settings [^\n]*: (ALTER ROLE [^\n]*)$/.exec(line) ?? [];
    for (const role of ["bellhop_app", "bellhop_engine"])
      for (const setting of ["jit = 'off'", "enable_seqscan = 'off'", "TimeZone = 'UTC'"])
        expect(sql).toContain(`ALTER ROLE ${role} SET ${setting};`);
    expect(sql).not.toContain("DateStyle");
    await query(databaseUrl(server.url, "bellhop"), sql);
    await checkSessions(urls);
    const system = await startSystem({ env });
    await isReady(system);
  });

  it("that passes no notification on ends with one line, which names the mode that the pooler needs", async () => {
    const { env } = await behindPooler("drops notifications");
    expect(await refusalOf(env)).toMatch(
      /^127\.0\.0\.1:\d+ passes on no notification \(LISTEN as the role bellhop_app [^\n]*pool_mode = session[^\n]*$/,
    );
  });
});
