import type { Change, Deps } from "#domain/context.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { PutTenantInput, TenantSettingsView } from "#domain/operator/operator-tenant.schema.ts";
import { type OperatorAuditEntry, recordManyOperatorAudits } from "#domain/operator/record-operator-audit.ts";
import { type TenantRow, tenantColumns, toTenantSettings } from "#domain/operator/tenant-settings.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { drainWaiting } from "#domain/subscriptions/drain-waiting.ts";
import { inOneTransaction } from "#domain/tenants/in-one-transaction.ts";

export type PutTenant = TenantSettingsView & { created: boolean };

/**
 * Creates tenants or changes what is named, all or none. A repeat changes nothing. `invalid` names index and field of a new
 * tenant without a name and of an id that comes twice; `conflict` for a tenant that is being removed.
 *
 * @param pathOf where a field stands in the input, for errors
 */
export const putTenants = async (
  deps: Deps,
  actor: OperatorActor,
  tenants: readonly PutTenantInput[],
  pathOf: (index: number, field: string) => string = (index, field) => `${index}.${field}`,
): Promise<PutTenant[]> => {
  refuseTwice(tenants, pathOf);
  // In the order of ids, so that two calls cannot wait for each other.
  const sorted = tenants.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return inOneTransaction(deps, "", async (bound) => {
    const now = deps.clock();
    const named = sorted.flatMap(({ id, name }) => (name === undefined ? [] : [{ id, name, createdAt: now }]));
    const inserted = await bound.sql<{ id: string }>(...CREATE({ tenants: named }));
    const created = new Set(inserted.map(({ id }) => id));
    const rows = await bound.sql<TenantRow>(...LOCK({ ids: sorted.map(({ id }) => id) }));
    const before = new Map(rows.map((row) => [row.id, row]));
    refuseNameless(tenants, before, pathOf);
    refuseRemoved([...tenants.filter(({ id }) => !before.has(id)), ...rows.filter(({ removingAt }) => removingAt)]);
    const changes = sorted.flatMap((tenant) => toChange(tenant, before.get(tenant.id), now) ?? []);
    await drainWaiting(bound, resumedScopes(changes, before));
    const after = new Map((await bound.sql<TenantRow>(...CHANGE({ tenants: changes }))).map((row) => [row.id, row]));
    const put = tenants.flatMap(({ id }) => after.get(id) ?? []);
    const known = (id: string) => (created.has(id) ? undefined : before.get(id));
    const entries = put.flatMap((row) => entriesOf(known(row.id), row));
    await recordManyOperatorAudits(bound.sql, actor, entries, deps);
    bound.publish(...put.flatMap((row) => announcementsOf(known(row.id), row)));
    return put.map((row) => ({ ...toTenantSettings(row), created: created.has(row.id) }));
  });
};

const resumedScopes = (changes: readonly TenantChange[], before: ReadonlyMap<string, TenantRow>): string[] =>
  changes.flatMap(({ id, suspendedAt }) => (before.get(id)?.suspendedAt && !suspendedAt ? [`tenant:${id}`] : []));

const refuseTwice = (tenants: readonly PutTenantInput[], pathOf: (index: number, field: string) => string) => {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const [index, { id }] of tenants.entries()) {
    if (seen.has(id)) errors.push({ path: pathOf(index, "id"), message: `${id} stands in this list twice` });
    seen.add(id);
  }
  refuse(errors);
};

const refuseNameless = (
  tenants: readonly PutTenantInput[],
  before: ReadonlyMap<string, TenantRow>,
  pathOf: (index: number, field: string) => string,
) =>
  refuse(
    [...tenants.entries()].flatMap(([index, { id, name }]) =>
      name === undefined && !before.has(id)
        ? [{ path: pathOf(index, "name"), message: `is missing: ${id} is a new tenant` }]
        : [],
    ),
  );

const refuse = (errors: FieldError[]) => {
  if (errors.length > 0)
    throw new DomainError("invalid", "The request is not valid: correct the fields named in errors.", errors);
};

const NAMED_MAX = 5;

/** A tenant without a row was removed between the two statements: `CREATE` met it, `LOCK` did not. */
const refuseRemoved = (removed: readonly { id: string }[]) => {
  const going = removed.map(({ id }) => id);
  if (going.length === 0) return;
  const more = going.length > NAMED_MAX ? ` and ${going.length - NAMED_MAX} more` : "";
  throw new DomainError(
    "conflict",
    `Being removed: ${going.slice(0, NAMED_MAX).join(", ")}${more}. Wait until GET /v1/operator/tenants/{id} answers 404, then create it anew.`,
  );
};

type TenantChange = Omit<TenantRow, "createdAt" | "removingAt" | "removedRows">;

const toChange = (
  { id, name, limits, retentionDays, suspended }: PutTenantInput,
  before: TenantRow | undefined,
  now: Date,
): TenantChange | null =>
  before
    ? {
        id,
        name: name ?? before.name,
        suspendedAt: suspended === undefined ? before.suspendedAt : suspended ? (before.suspendedAt ?? now) : null,
        eventsPerSecond: limitOf(limits, "eventsPerSecond", before.eventsPerSecond),
        webhooksMax: limitOf(limits, "webhooks", before.webhooksMax),
        storageMb: limitOf(limits, "storageMb", before.storageMb),
        retentionDays: retentionDays === undefined ? before.retentionDays : retentionDays,
      }
    : null;

/** Left out, as a whole or alone, a limit stays. */
const limitOf = (
  limits: PutTenantInput["limits"],
  name: keyof NonNullable<PutTenantInput["limits"]>,
  before: number | null,
): number | null => {
  if (limits === null) return null;
  const given = limits?.[name];
  return given === undefined ? before : given;
};

const FIELDS = ["name", "eventsPerSecond", "webhooksMax", "storageMb", "retentionDays"] as const;

const entriesOf = (before: TenantRow | undefined, after: TenantRow): OperatorAuditEntry[] => {
  const target = { kind: "tenant", id: after.id, name: after.name } as const;
  const changed = before ? FIELDS.filter((field) => before[field] !== after[field]) : [];
  const limits = {
    eventsPerSecond: after.eventsPerSecond,
    webhooks: after.webhooksMax,
    storageMb: after.storageMb,
    retentionDays: after.retentionDays,
  };
  return [
    ...(before ? [] : [{ action: "tenant.created", target, details: limits } as const]),
    ...(changed.length > 0 ? [{ action: "tenant.updated", target, details: { changed, ...limits } } as const] : []),
    ...(wasToggled(before, after)
      ? [{ action: after.suspendedAt ? "tenant.suspended" : "tenant.resumed", target } as const]
      : []),
  ];
};

const wasToggled = (before: TenantRow | undefined, after: TenantRow): boolean =>
  Boolean(before?.suspendedAt) !== Boolean(after.suspendedAt);

const REMEMBERED = ["suspendedAt", "eventsPerSecond", "storageMb"] as const;

/** Lets other processes read again what they remember of a tenant, if that has changed. */
const announcementsOf = (before: TenantRow | undefined, after: TenantRow): Change[] => {
  const isChanged = REMEMBERED.some((field) => before?.[field]?.valueOf() !== after[field]?.valueOf());
  return [{ channel: "tenant", tenantId: after.id }, ...(isChanged ? [{ channel: "operator" } as const] : [])];
};

/** Names only: the limits of a tenant that another call creates at the same time stay. */
const CREATE = statement(
  {
    tenants: rowsOf<{ id: string; name: string; createdAt: Date }>({
      id: "text",
      name: "text",
      createdAt: "timestamptz",
    }),
  },
  ({ tenants }) => `
INSERT INTO tenant (id, name, created_at) SELECT id, name, created_at FROM ${tenants.as("r")} ORDER BY id
ON CONFLICT (id) DO NOTHING RETURNING id`,
);

const LOCK = statement(
  { ids: "text[]" },
  ({ ids }) => `SELECT ${tenantColumns("t")} FROM tenant t WHERE t.id = ANY(${ids}) ORDER BY t.id FOR NO KEY UPDATE`,
);

const CHANGE = statement(
  {
    tenants: rowsOf<TenantChange>({
      id: "text",
      name: "text",
      suspendedAt: "timestamptz",
      eventsPerSecond: "int",
      webhooksMax: "int",
      storageMb: "int",
      retentionDays: "int",
    }),
  },
  ({ tenants }) => `
UPDATE tenant t SET name = r.name, suspended_at = r.suspended_at, events_per_second = r.events_per_second,
  webhooks_max = r.webhooks_max, storage_mb = r.storage_mb, retention_days = r.retention_days
FROM ${tenants.as("r")} WHERE t.id = r.id
RETURNING ${tenantColumns("t")}`,
);
