import { text } from "node:stream/consumers";
import type { z } from "zod";
import { apiScope, createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { listApiKeys } from "#domain/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError, describeFields } from "#domain/errors.ts";
import { checkTenant } from "#domain/operator/check-tenant.ts";
import { listOperatorTenants } from "#domain/operator/list-operator-tenants.ts";
import { actorOnBehalf, SYSTEM_OPERATOR } from "#domain/operator/operator-deps.ts";
import {
  listOperatorTenantsInput,
  putTenantsInput,
  TENANTS_AT_ONCE_MAX,
} from "#domain/operator/operator-tenant.schema.ts";
import { putTenants } from "#domain/operator/put-tenants.ts";
import { removeOperatorTenant } from "#domain/operator/remove-operator-tenant.ts";
import type { Page } from "#domain/pagination.schema.ts";
import { waitUntilProcessesKnow } from "#domain/pauses/wait-until-processes-know.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { doEach } from "#supervisor/commands/do-each.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const TENANT_USAGE = `Usage:
  npm run tenant -- add --id ID --name NAME [--key [--test] [--expires-days N]]
                     makes a tenant, or changes its name; --key prints a new API key, which works for N days or for ever;
                     --test makes it a test key, for test webhooks and sandbox events only
  npm run tenant -- add --stdin                       makes or changes many: a JSON list, or a line of JSON for each, such as
                     {"id":"salon-1","name":"Salon One","limits":{"webhooks":5},"retentionDays":7,"suspended":false}
  npm run tenant -- list
  npm run tenant -- suspend --id ID [--id ID …]       refuses keys, sign-in and events; what waits is held
  npm run tenant -- resume --id ID [--id ID …]
  npm run tenant -- remove --id ID [--id ID …]        removes them with all they have
  npm run tenant -- keys --id ID                      lists API keys
  npm run tenant -- revoke-key --id ID --revoke KEY_ID
With --json each answer is a line of JSON.`;

export type TenantOptions = {
  id?: string[];
  name?: string;
  key: boolean;
  test: boolean;
  "expires-days"?: string;
  stdin: boolean;
  revoke?: string;
  json: boolean;
};

const usage = TENANT_USAGE;

const add = async (options: TenantOptions): Promise<void> => {
  if (options.stdin) return addMany(options);
  const { id: [id] = [], name, key, json } = options;
  const keyInput = keyInputOf(options);
  const input = checkOptions(addTenantInput, { id, name }, { usage });
  return withDeps("tenant-command", async (deps) => {
    const [tenant] = await putTenants(deps, SYSTEM_OPERATOR, [input]);
    const actor = actorOnBehalf(SYSTEM_OPERATOR, input.id);
    const created = key ? await createApiKey(deps, actor, keyInput) : null;
    if (json) return console.log(JSON.stringify({ ...tenant, ...(created ? { apiKey: created } : {}) }));
    console.log(`Tenant ${input.id}: ${input.name}`);
    if (created) console.log(`API key, shown this once: ${created.key}`);
    if (created?.expiresAt) console.log(`It works until ${created.expiresAt}`);
  });
};

const keyInputOf = ({ key, test, "expires-days": days }: TenantOptions) => {
  const expiresInDays = days === undefined ? null : Number(days);
  const checked = createApiKeyInput.safeParse({
    name: "Made with npm run tenant",
    scopes: apiScope.options,
    mode: test ? "test" : "live",
    expiresInDays,
  });
  if (!checked.success || (expiresInDays !== null && !key))
    throw new Error(`--expires-days: use a whole number from 1 to 3650, together with --key\n${usage}`);
  if (test && !key) throw new Error(`--test: use it together with --key\n${usage}`);
  return checked.data;
};

/** Puts 1,000 tenants in one transaction: a repeat after a failure finds the ones before unchanged. */
const addMany = async ({ json }: TenantOptions): Promise<void> => {
  const tenants = readTenants(await text(process.stdin));
  await withDeps("tenant-command", async (deps) => {
    let created = 0;
    for (let from = 0; from < tenants.length; from += TENANTS_AT_ONCE_MAX) {
      const pathOf = (index: number, field: string) => `${from + index}.${field}`;
      const batch = tenants.slice(from, from + TENANTS_AT_ONCE_MAX);
      const put = await putTenants(deps, SYSTEM_OPERATOR, batch, pathOf).catch(explain);
      created += put.filter((tenant) => tenant.created).length;
      if (json) for (const tenant of put) console.log(JSON.stringify(tenant));
    }
    await waitUntilProcessesKnow(deps, { endsSending: tenants.some(({ suspended }) => suspended === true) });
    if (!json) console.log(`${created} created, ${tenants.length - created} changed or as before.`);
  });
};

/** Checks all before the first is put. Errors name the place in the whole list, from 0. */
const readTenants = (given: string): z.output<typeof putTenantsInput> => {
  const rows = parseRows(given);
  const checked = rows.map((row) => putTenantsInput.safeParse([row]));
  const problems = checked.flatMap(({ error }, index) =>
    (error?.issues ?? []).map(({ path, message }) => `${[index, ...path.slice(1)].join(".")}: ${message}`),
  );
  if (problems.length > 0) throw new Error([...problems.slice(0, PROBLEMS_MAX), usage].join("\n"));
  return checked.flatMap(({ data }) => data ?? []);
};

const PROBLEMS_MAX = 50;

const explain = (error: unknown): never => {
  throw error instanceof DomainError && error.errors.length > 0 ? new Error(describeFields(error.errors)) : error;
};

const parseRows = (given: string): unknown[] => {
  try {
    if (given.trimStart().startsWith("[")) return [JSON.parse(given)].flat();
    return given
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line));
  } catch (error) {
    throw new Error(`--stdin: not JSON: ${error instanceof Error ? error.message : error}\n${usage}`);
  }
};

const list = ({ json }: TenantOptions): Promise<void> =>
  withDeps("tenant-command", async (deps) => {
    if (json)
      for await (const tenant of pagesOf((cursor) => listFigures(deps, cursor))) console.log(JSON.stringify(tenant));
    else
      for await (const { id, name, createdAt } of pagesOf((cursor) => listTenants(deps, { limit: 100, cursor })))
        console.log(`${id}\t${name}\t${createdAt}`);
  });

const listFigures = (deps: Deps, cursor: string | undefined) =>
  listOperatorTenants(deps, { limit: 100, cursor: listOperatorTenantsInput.shape.cursor.parse(cursor) });

const setSuspended =
  (suspended: boolean) =>
  ({ id: ids = [], json }: TenantOptions): Promise<void> =>
    withTenants(ids, async (deps, id) => {
      await checkTenant(deps, { id, isChange: true });
      const [tenant] = await putTenants(deps, SYSTEM_OPERATOR, [{ id, suspended }]);
      await waitUntilProcessesKnow(deps, { endsSending: suspended });
      return json ? JSON.stringify(tenant) : `${suspended ? "Suspended" : "Resumed"} ${id}.`;
    });

const remove = ({ id: ids = [], json }: TenantOptions): Promise<void> =>
  withTenants(ids, async (deps, id) => {
    const removed = await removeOperatorTenant(deps, SYSTEM_OPERATOR, { id, workMsMax: Number.POSITIVE_INFINITY });
    return json ? JSON.stringify(removed) : `Removed ${id} with all it had.`;
  });

const keys = ({ id: [id] = [], json }: TenantOptions): Promise<void> => {
  const tenantId = checkOptions(addTenantInput.shape.id, id, { usage, option: "id" });
  return withDeps("tenant-command", async (deps) => {
    const actor = actorOnBehalf(SYSTEM_OPERATOR, tenantId);
    for await (const key of pagesOf((cursor) => listApiKeys(deps, actor, { limit: 100, cursor })))
      console.log(
        json
          ? JSON.stringify(key)
          : [key.id, key.name, key.hint, key.mode, key.scopes.join(","), key.revokedAt ? "revoked" : "works"].join(
              "\t",
            ),
      );
  });
};

const revokeKey = ({ id: [id] = [], revoke: keyId, json }: TenantOptions): Promise<void> => {
  const tenantId = checkOptions(addTenantInput.shape.id, id, { usage, option: "id" });
  if (!keyId) throw new Error(`--revoke: name the id of the key, as keys lists it\n${usage}`);
  return withDeps("tenant-command", async (deps) => {
    const revoked = await revokeApiKey(deps, actorOnBehalf(SYSTEM_OPERATOR, tenantId), { id: keyId });
    console.log(json ? JSON.stringify(revoked) : `Revoked ${keyId}: ${revoked.name}`);
  });
};

const withTenants = (ids: readonly string[], act: (deps: Deps, id: string) => Promise<string>): Promise<void> => {
  if (ids.length === 0) throw new Error(`--id: name a tenant\n${usage}`);
  return withDeps("tenant-command", (deps) => doEach(ids, (id) => act(deps, id)));
};

async function* pagesOf<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}

export const tenantCommands = new Map<string, (options: TenantOptions) => Promise<void>>([
  ["add", add],
  ["list", list],
  ["suspend", setSuspended(true)],
  ["resume", setSuspended(false)],
  ["remove", remove],
  ["keys", keys],
  ["revoke-key", revokeKey],
]);
