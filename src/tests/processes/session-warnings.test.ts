import { expect, it, onTestFinished } from "vitest";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { sessionWarnings } from "#database/session-warnings.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { makeDocumentedRoles } from "./documented-roles.ts";
import { startDroppingPooler } from "./dropping-pooler.ts";
import { POSTGRES_SERVERS, startServer } from "./postgres-servers.ts";
import { query } from "./query.ts";
import { isReady, startSystem } from "./running-system.ts";

const [embedded = expect.fail("no server")] = POSTGRES_SERVERS;

it("behind a pooler that drops our settings the start continues, and one line has the SQL that gives them to the roles", async () => {
  const server = await startServer(embedded, { settings: { timezone: "Asia/Kolkata" } });
  onTestFinished(server.stop);
  const direct = await makeDocumentedRoles(server.url);
  await migrateDatabase(direct);
  const port = await startDroppingPooler(server.url);
  const pooled = (url: string) => Object.assign(new URL(url), { port: String(port) }).href;
  const urls = { owner: direct.owner, app: pooled(direct.app), engine: pooled(direct.engine) };

  const system = await startSystem({
    env: { ...SHARED_KEYS, DATABASE_URL: urls.app, DATABASE_OWNER_URL: urls.owner, DATABASE_ENGINE_URL: urls.engine },
  });
  await isReady(system);

  const lines = system
    .output()
    .split("\n")
    .filter((line) => line.includes("ALTER ROLE"));
  expect(lines).toEqual(await sessionWarnings(urls));
  const [, sql = ""] = /^A pooler drops \d+ settings .* Run: (.*)$/.exec(lines[0] ?? "") ?? [];
  for (const role of ["bellhop_app", "bellhop_engine"])
    for (const setting of ["jit = 'off'", "enable_seqscan = 'off'", "TimeZone = 'UTC'"])
      expect(sql).toContain(`ALTER ROLE ${role} SET ${setting};`);
  expect(sql).not.toContain("DateStyle");
  expect(lines).toHaveLength(1);

  await query(databaseUrl(server.url, "bellhop"), sql);
  expect(await sessionWarnings(urls)).toEqual([]);
});
