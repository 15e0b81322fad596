import { apiScope, createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const TENANT_USAGE = `Usage:
  npm run tenant -- add --id ID --name NAME [--key [--test] [--expires-days N]]
                     makes a tenant, or changes its name; --key prints a new API key, which works for N days or for ever;
                     --test makes it a test key, for test webhooks and sandbox events only
  npm run tenant -- list
  npm run tenant -- remove --id ID                    removes it with all it has`;

type AddTenant = { id?: string; name?: string; key: boolean; test: boolean; "expires-days"?: string };

export const addTenantCommand = ({ id, name, key, test, "expires-days": days }: AddTenant) => {
  const expiresInDays = days === undefined ? null : Number(days);
  const keyInput = {
    name: "Made with npm run tenant",
    scopes: apiScope.options,
    mode: test ? "test" : "live",
    expiresInDays,
  };
  const checkedKey = createApiKeyInput.safeParse(keyInput);
  if (!checkedKey.success || (expiresInDays !== null && !key))
    throw new Error(`--expires-days: use a whole number from 1 to 3650, together with --key\n${TENANT_USAGE}`);
  if (test && !key) throw new Error(`--test: use it together with --key\n${TENANT_USAGE}`);
  const input = checkOptions(addTenantInput, { id, name }, { usage: TENANT_USAGE });
  return withDeps("tenant-command", async (deps) => {
    const tenant = await addTenant(deps, input);
    console.log(`Tenant ${tenant.id}: ${tenant.name}`);
    if (!key) return;
    const actor = { tenantId: tenant.id, by: { kind: "system" } } as const;
    const created = await createApiKey(deps, actor, checkedKey.data);
    console.log(`API key, shown this once: ${created.key}`);
    if (created.expiresAt) console.log(`It works until ${created.expiresAt}`);
  });
};

export const listTenantsCommand = () =>
  withDeps("tenant-command", async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listTenants(deps, { limit: 100, cursor });
      for (const { id, name, createdAt } of page.data) console.log(`${id}\t${name}\t${createdAt}`);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

export const removeTenantCommand = (id: string) =>
  withDeps("tenant-command", async (deps) => {
    await removeTenant(deps, { id });
    console.log(`Removed ${id} with all it had.`);
  });
