import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import {
  type ListOperatorTenantsInput,
  type OperatorTenantView,
  toTenantCursor,
} from "#domain/operator/operator-tenant.schema.ts";
import { countsOf, HEALTH_OF, type TenantCounts } from "#domain/operator/tenant-counts.sql.ts";
import { noTenant, type TenantRow, tenantColumns, toTenantSettings } from "#domain/operator/tenant-settings.ts";
import type { Page } from "#domain/pagination.schema.ts";
import { statement } from "#domain/sql/statement.ts";

const DAY_MS = 86_400_000;
/** Rows of one tenant that a figure of the list, or of one tenant, looks at. */
const COUNTED = { inList: 1_000, alone: 20_000 } as const;

type Row = TenantRow & TenantCounts;

/** Lists tenants, newest first. Figures of a tenant with more than 1,000 rows a day say "at least". */
export const listOperatorTenants = async (
  deps: Pick<Deps, "sql" | "clock">,
  { limit, cursor, health, suspended, q }: ListOperatorTenantsInput,
): Promise<Page<OperatorTenantView>> => {
  const rows = await deps.sql<Row>(
    ...LIST({
      limit: limit + 1,
      createdAt: cursor?.createdAt ?? null,
      id: cursor?.id ?? null,
      health: health ?? null,
      suspended: suspended ?? null,
      q: q || null,
      ...since(deps),
      counted: COUNTED.inList,
    }),
    NO_PLAN,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { data: page.map(toView), nextCursor: rows.length > limit && last ? toTenantCursor(last) : null };
};

/** `not_found` for an unknown tenant, and once a removal has ended. */
export const getOperatorTenant = async (
  deps: Pick<Deps, "sql" | "clock">,
  { id }: { id: string },
): Promise<OperatorTenantView> => {
  const [row] = await deps.sql<Row>(...GET({ id, ...since(deps), counted: COUNTED.alone }), NO_PLAN);
  if (!row) throw noTenant(id);
  return toView(row);
};

const since = ({ clock }: Pick<Deps, "clock">) => {
  const at = new Date(clock().getTime() - DAY_MS);
  return { event: firstIdAt("evt", at), delivery: firstIdAt("dlv", at) };
};

/** Plans with the values: filters that are left out must not cost an index. */
const NO_PLAN = { isPlanKept: false };

const toView = (row: Row): OperatorTenantView => ({
  ...toTenantSettings(row),
  webhooks: { healthy: row.healthy, failing: row.failing, paused: row.paused, disabled: row.disabled },
  last24h: {
    events: row.events,
    rejectedEvents: row.rejectedEvents,
    deliveries: row.deliveries,
    failedDeliveries: row.failedDeliveries,
    isCounted: row.isCounted,
  },
  waiting: row.waiting,
  storedBytes: row.storedBytes,
});

const LIST = statement(
  {
    limit: "int",
    createdAt: "timestamptz",
    id: "text",
    health: "text[]",
    suspended: "bool",
    q: "text",
    event: "text",
    delivery: "text",
    counted: "int",
  },
  ({ limit, createdAt, id, health, suspended, q, ...counts }) => `
WITH page AS MATERIALIZED (
  SELECT * FROM tenant t
  WHERE (${createdAt} IS NULL OR (t.created_at, t.id) < (${createdAt}, ${id}))
    AND (${q} IS NULL OR strpos(lower(t.id), lower(${q})) > 0 OR strpos(lower(t.name), lower(${q})) > 0)
    AND (${suspended} IS NULL OR (t.suspended_at IS NOT NULL) = ${suspended})
    AND (${health} IS NULL OR EXISTS (SELECT FROM webhook_subscription s
      WHERE s.tenant_id = t.id AND s.deleted_at IS NULL AND s.mode = 'live' AND ${HEALTH_OF} = ANY(${health})))
  ORDER BY t.created_at DESC, t.id DESC LIMIT ${limit}
)
SELECT ${tenantColumns("page")}, c.* FROM page, ${countsOf("page.id", counts)} c
ORDER BY page.created_at DESC, page.id DESC`,
);

const GET = statement(
  { id: "text", event: "text", delivery: "text", counted: "int" },
  ({ id, ...counts }) => `
SELECT ${tenantColumns("t")}, c.* FROM tenant t, ${countsOf("t.id", counts)} c WHERE t.id = ${id}`,
);
