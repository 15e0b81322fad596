import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import { IS_RECOVERABLE, MISSING, missingTypes } from "#domain/recoveries/recoverable.ts";
import type { RecoveryRange } from "#domain/recoveries/recovery-range.ts";

/** The webhook that something is recovered for. */
export type RecoveryTarget = { tenantId: string; subscriptionId: string; events: readonly string[] };

/** Exactly how many a recovery that starts now will send, as long as nothing else changes. Reads only. */
export const countRecoverable = async (
  deps: Pick<Deps, "sql">,
  target: RecoveryTarget,
  range: RecoveryRange,
): Promise<number> => {
  const [deliveries, missing] = await Promise.all([
    countDeliveries(deps, target, range),
    range.includeMissing ? countMissing(deps, target, range) : 0,
  ]);
  return deliveries + missing;
};

const countDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, subscriptionId }: RecoveryTarget,
  { since, until, statuses }: RecoveryRange,
): Promise<number> => {
  if (statuses.length === 0) return 0;
  const [row] = await sql<{ count: number }>(COUNT_DELIVERIES, [
    tenantId,
    subscriptionId,
    firstIdAt("dlv", since),
    firstIdAt("dlv", until),
    statuses,
  ]);
  return row?.count ?? 0;
};

const countMissing = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, subscriptionId, events }: RecoveryTarget,
  { since, until }: Pick<RecoveryRange, "since" | "until">,
): Promise<number> => {
  const [row] = await sql<{ count: number }>(COUNT_MISSING, [
    tenantId,
    subscriptionId,
    firstIdAt("evt", since),
    firstIdAt("evt", until),
    ...missingTypes(events),
  ]);
  return row?.count ?? 0;
};

const COUNT_DELIVERIES = `
SELECT count(*)::int FROM webhook_delivery d
WHERE d.tenant_id = $1 AND d.subscription_id = $2 AND d.id >= $3 AND d.id < $4 AND d.status = ANY($5::text[])
  AND ${IS_RECOVERABLE}`;

const COUNT_MISSING = `
WITH seen AS NOT MATERIALIZED (
  SELECT * FROM webhook_event WHERE tenant_id = $1 AND id >= $3 AND id < $4
)
SELECT coalesce(sum(needs_delivery::int + cardinality(needs_derived)), 0)::int AS count FROM (${MISSING}) missing`;
