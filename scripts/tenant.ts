import { parseArgs } from "node:util";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Deps } from "#domain/context.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/deps.ts";
import { embeddedUrls } from "./database-urls.ts";
import { hasPostgresData } from "./embedded-postgres.ts";
import { loadKeys } from "./keys.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { withOwnerDatabase } from "./owner-database.ts";
import { readSettings, runCommand } from "./settings.ts";

// `npm run tenant -- add|list|remove`: the operator's view of tenants.

const USAGE = `Usage:
  npm run tenant -- add --id ID --name NAME [--key]   makes a tenant, or takes over its new name; --key prints a new API key
  npm run tenant -- list
  npm run tenant -- remove --id ID                    removes it with all it has`;

/** Calls `use` with what use cases need, on the external database or on the embedded one, whether that runs or not. */
const withDeps = async (use: (deps: Deps) => Promise<void>): Promise<void> => {
  const settings = readSettings(({ DATABASE_URL, MASTER_KEYS }) =>
    DATABASE_URL && !MASTER_KEYS
      ? ["MASTER_KEYS: required with DATABASE_URL; use the one that `npm start` runs with"]
      : [],
  );
  const { DATA_DIR: dataDir, embeddedDatabase } = settings;
  const databaseUrl = settings.DATABASE_ENGINE_URL ?? settings.DATABASE_URL;
  const hasData = embeddedDatabase && hasPostgresData(dataDir);
  const keys = loadKeys({ dataDir, source: process.env, hasData });
  await withOwnerDatabase({ dataDir, databaseUrl, log: console.error }, async (url) => {
    if (embeddedDatabase) await migrateDatabase(embeddedUrls(url));
    const parsed = parseEnv({ ...process.env, ...keys, DATABASE_URL: url, LOG_LEVEL: "warn" });
    if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
    const { deps, close } = wire(parsed.env, "tenant-command");
    await use(deps).finally(close);
  });
};

const add = (given: { id?: string; name?: string; key: boolean }) => {
  const input = addTenantInput.safeParse({ id: given.id, name: given.name });
  if (!input.success) {
    throw new Error(
      [...input.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`), USAGE].join("\n"),
    );
  }
  return withDeps(async (deps) => {
    const tenant = await addTenant(deps, input.data);
    console.log(`Tenant ${tenant.id}: ${tenant.name}`);
    if (!given.key) return;
    const name = "Made with npm run tenant";
    const actor = { tenantId: tenant.id, by: { kind: "system" } } as const;
    const { key } = await createApiKey(deps, actor, { name, scopes: apiScope.options });
    console.log(`API key, shown this once: ${key}`);
  });
};

const list = () =>
  withDeps(async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listTenants(deps, { limit: 100, cursor });
      for (const { id, name, createdAt } of page.data) console.log(`${id}\t${name}\t${createdAt}`);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

const remove = (id: string) =>
  withDeps(async (deps) => {
    await removeTenant(deps, { id });
    console.log(`Removed ${id} with all it had.`);
  });

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { id: { type: "string" }, name: { type: "string" }, key: { type: "boolean", default: false } },
  });
  const [command, ...rest] = positionals;
  if (command === "add" && rest.length === 0) return add(values);
  if (command === "list" && rest.length === 0) return list();
  if (command === "remove" && rest.length === 0 && values.id) return remove(values.id);
  throw new Error(USAGE);
});
