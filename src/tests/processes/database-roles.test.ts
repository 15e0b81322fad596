import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type DatabaseUrls, embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl, runningPostgresUrl, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { applyMigrations } from "#database/migrations/schema-engine.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { asRole, makeDocumentedRoles } from "./documented-roles.ts";
import { query } from "./query.ts";
import { isReady, startSystem } from "./running-system.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Server as an operator finds it, without our database and roles. */
const bareServer = async (atEnd: (stop: () => Promise<void>) => void): Promise<string> => {
  const dataDir = makeDirectory();
  const { url, stop } = await startPostgres({ dataDir, isDurable: false });
  atEnd(async () => {
    await stop();
    removeDirectory(dataDir);
  });
  const admin = databaseUrl(url, "postgres");
  await query(admin, "DROP DATABASE bellhop", "DROP ROLE bellhop_app", "DROP ROLE bellhop_engine");
  return admin;
};

/** Server after the documented SQL has run. */
const documentedServer = async (
  atEnd: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<{ admin: string; urls: DatabaseUrls }> => {
  const admin = await bareServer(atEnd);
  return { admin, urls: await makeDocumentedRoles(admin) };
};

const environment = ({ app, owner, engine }: Partial<DatabaseUrls>): Record<string, string> => ({
  ...SHARED_KEYS,
  DATABASE_URL: app ?? "",
  DATABASE_OWNER_URL: owner ?? "",
  DATABASE_ENGINE_URL: engine ?? "",
});

/**
 * Writes an event for each of two tenants as the engine; returns the tenants that the app sees while the first is
 * named.
 */
const seenByApp = async ({ app, engine }: DatabaseUrls) => {
  await query(
    engine,
    "INSERT INTO tenant (id, name) VALUES ('one', 'One'), ('two', 'Two')",
    "INSERT INTO webhook_event (id, tenant_id, event, occurred_at) SELECT 'evt_' || id, id, 'e', now() FROM tenant",
  );
  return query(app, "SET app.tenant_id = 'one'", "SELECT t.id, e.id AS event FROM tenant t, webhook_event e");
};

const OWN_ONLY = [{ id: "one", event: "evt_one" }];

describe("the documented roles", () => {
  it("run the whole system, with the rows of one tenant for the app and all for the engine", async () => {
    const { urls } = await documentedServer();
    const system = await startSystem({ env: environment(urls) });
    await isReady(system);
    expect(system.output()).not.toContain("application only");
    expect(await seenByApp(urls)).toEqual(OWN_ONLY);
    expect(await query(urls.engine, "SELECT id FROM webhook_event ORDER BY 1")).toHaveLength(2);
    await expect(query(urls.engine, "ALTER TABLE tenant ADD COLUMN x int")).rejects.toThrow("must be owner");
    await expect(query(urls.app, "CREATE TABLE x (id int)")).rejects.toThrow("permission denied");
  });

  it("get their rights after each migration, also on a new table, and a repeat changes nothing", async () => {
    const { urls } = await documentedServer();
    await migrateDatabase(urls);
    await query(
      urls.owner,
      "CREATE TABLE novelty (id text PRIMARY KEY, tenant_id text)",
      "CREATE TABLE inner_matter (id text)",
    );
    expect(await migrateDatabase(urls)).toEqual([]);
    await query(urls.engine, "INSERT INTO novelty VALUES ('a', 'one'), ('b', 'two')");
    expect(await query(urls.app, "SET app.tenant_id = 'one'", "SELECT id FROM novelty")).toEqual([{ id: "a" }]);
    await expect(query(urls.app, "SELECT * FROM inner_matter")).rejects.toThrow("permission denied");
    const rights = () =>
      query(
        urls.owner,
        "SELECT c.oid, c.xmin, relacl::text, relrowsecurity, (SELECT array_agg(p.oid) FROM pg_policy p WHERE polrelid = c.oid) FROM pg_class c WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
      );
    const before = await rights();
    await migrateDatabase(urls);
    expect(await rights()).toEqual(before);
  });

  it("may have other names, also later", async () => {
    const { admin, urls } = await documentedServer();
    await migrateDatabase(urls);
    await query(
      admin,
      "CREATE ROLE \"other App\" LOGIN PASSWORD 'x'",
      "CREATE ROLE other_engine LOGIN PASSWORD 'x'",
      'GRANT CONNECT ON DATABASE bellhop TO "other App", other_engine',
    );
    const others = {
      owner: urls.owner,
      app: asRole(admin, "other App", "x"),
      engine: asRole(admin, "other_engine", "x"),
    };
    await migrateDatabase(others);
    expect(await seenByApp(others)).toEqual(OWN_ONLY);
  });
});

describe("a start is refused with one line", () => {
  let admin: string;
  let urls: DatabaseUrls;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ admin, urls } = await documentedServer((stopping) => {
      stop = stopping;
    }));
  });
  afterAll(() => stop());

  const refusals = [
    { is: "is a superuser", made: ["ALTER ROLE bellhop_app SUPERUSER", "ALTER ROLE bellhop_app NOSUPERUSER"] },
    { is: "has BYPASSRLS", made: ["ALTER ROLE bellhop_app BYPASSRLS", "ALTER ROLE bellhop_app NOBYPASSRLS"] },
    { is: "has CREATEROLE", made: ["ALTER ROLE bellhop_app CREATEROLE", "ALTER ROLE bellhop_app NOCREATEROLE"] },
    { is: "owns tables", made: ["GRANT bellhop_owner TO bellhop_app", "REVOKE bellhop_owner FROM bellhop_app"] },
    { is: "may become", made: ["GRANT bellhop_engine TO bellhop_app", "REVOKE bellhop_engine FROM bellhop_app"] },
  ] as const;

  it.each(refusals)("when the app's role $is", async ({ is, made: [make, unmake] }) => {
    await query(admin, make);
    const system = await startSystem({ env: environment(urls) });
    expect(await system.exitCode).toBe(1);
    expect(system.output()).toMatch(/^DATABASE_URL: the role bellhop_app .* docs\/operating\/database\.md says\.$/m);
    expect(system.output()).toContain(is);
    expect(system.notes("start")).toEqual([]);
    await query(admin, unmake);
  });

  it("when the app's role is the owner", async () => {
    const system = await startSystem({ env: environment({ ...urls, app: urls.owner }) });
    expect(await system.exitCode).toBe(1);
    expect(system.output()).toContain("bellhop_owner owns tables");
  });

  it("when the engine's address is missing for a database that had one", async () => {
    await migrateDatabase(urls);
    const system = await startSystem({ env: environment({ owner: urls.owner, app: urls.app }) });
    expect(await system.exitCode).toBe(1);
    expect(system.output()).toContain("Set DATABASE_ENGINE_URL too");
  });
});

it("one role for everything works with a warning, and separate roles can follow later", async () => {
  const { urls } = await documentedServer();
  const system = await startSystem({ env: environment({ app: urls.owner }) });
  await isReady(system);
  expect(system.output()).toContain("kept apart by the application only");
  await query(urls.owner, "INSERT INTO tenant (id, name) VALUES ('old', 'Old')");
  await migrateDatabase(urls);
  expect(await query(urls.app, "SET app.tenant_id = 'old'", "SELECT id FROM tenant")).toEqual([{ id: "old" }]);
  expect(await query(urls.owner, "SELECT id FROM tenant")).toEqual([{ id: "old" }]);
});

it("two roles, the owner's and one for all else, work with a warning", async () => {
  const { urls } = await documentedServer();
  const system = await startSystem({ env: environment({ owner: urls.owner, app: urls.engine }) });
  await isReady(system);
  expect(system.output()).toContain("kept apart by the application only");
  await query(urls.engine, "INSERT INTO tenant (id, name) VALUES ('new', 'New')");
});

it("an embedded database from before the roles gets them at its next start", async () => {
  const dataDir = temporaryDirectory();
  const old = await startPostgres({ dataDir, isDurable: false });
  await query(old.url, "DROP ROLE bellhop_app", "DROP ROLE bellhop_engine");
  await applyMigrations(old.url);
  await old.stop();

  const system = await startSystem({ dataDir, env: { MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}` } });
  await isReady(system);
  expect(system.output()).not.toContain("application only");
  expect(await seenByApp(embeddedUrls(runningPostgresUrl(dataDir) ?? ""))).toEqual(OWN_ONLY);
});
