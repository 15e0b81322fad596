import { parseArgs } from "node:util";
import { apiScope, createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { runCommand } from "#supervisor/settings.ts";
import { withDeps } from "#supervisor/with-deps.ts";

// `npm run tenant -- add|list|remove`: the operator's view of tenants.

const USAGE = `Usage:
  npm run tenant -- add --id ID --name NAME [--key [--expires-days N]]
                     makes a tenant, or takes over its new name; --key prints a new API key, which works for N days or for ever
  npm run tenant -- list
  npm run tenant -- remove --id ID                    removes it with all it has`;

const add = (given: { id?: string; name?: string; key: boolean; "expires-days"?: string }) => {
  const expiresInDays = given["expires-days"] === undefined ? null : Number(given["expires-days"]);
  const key = createApiKeyInput.safeParse({
    name: "Made with npm run tenant",
    scopes: apiScope.options,
    expiresInDays,
  });
  if (!key.success || (expiresInDays !== null && !given.key))
    throw new Error(`--expires-days: use a whole number from 1 to 3650, together with --key\n${USAGE}`);
  const input = addTenantInput.safeParse({ id: given.id, name: given.name });
  if (!input.success) {
    throw new Error(
      [...input.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`), USAGE].join("\n"),
    );
  }
  return withDeps("tenant-command", async (deps) => {
    const tenant = await addTenant(deps, input.data);
    console.log(`Tenant ${tenant.id}: ${tenant.name}`);
    if (!given.key) return;
    const actor = { tenantId: tenant.id, by: { kind: "system" } } as const;
    const created = await createApiKey(deps, actor, key.data);
    console.log(`API key, shown this once: ${created.key}`);
    if (created.expiresAt) console.log(`It works until ${created.expiresAt}`);
  });
};

const list = () =>
  withDeps("tenant-command", async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listTenants(deps, { limit: 100, cursor });
      for (const { id, name, createdAt } of page.data) console.log(`${id}\t${name}\t${createdAt}`);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

const remove = (id: string) =>
  withDeps("tenant-command", async (deps) => {
    await removeTenant(deps, { id });
    console.log(`Removed ${id} with all it had.`);
  });

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      id: { type: "string" },
      name: { type: "string" },
      key: { type: "boolean", default: false },
      "expires-days": { type: "string" },
    },
  });
  const [command, ...rest] = positionals;
  if (command === "add" && rest.length === 0) return add(values);
  if (command === "list" && rest.length === 0) return list();
  if (command === "remove" && rest.length === 0 && values.id) return remove(values.id);
  throw new Error(USAGE);
});
