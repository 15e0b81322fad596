import type { Actor, Deps } from "#domain/context.ts";
import { firstIdAt, timeOfId } from "#domain/ids.ts";
import { countRecoverableFor } from "#domain/recoveries/count-recoverable.ts";
import type { MissedView } from "#domain/recoveries/recovery.schema.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";
import { statement } from "#domain/sql/statement.ts";
import { DISABLE_AFTER_MS } from "#domain/subscriptions/health.ts";

/**
 * Counts canceled deliveries and events without a delivery since the last switch-off. `isMore`: the count stopped
 * early. `not_found`; `conflict` for a deleted webhook.
 */
export const countMissed = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "settings">,
  actor: Actor,
  { id }: { id: string },
): Promise<MissedView> => {
  const { switchedOffAt, ...target } = await findRecoveryTarget(deps, actor, id);
  // Bodies past retention cannot be sent again.
  const kept = deps.clock().getTime() - deps.settings.retentionDays * DAY_MS;
  if (!switchedOffAt || switchedOffAt.getTime() < kept)
    return { count: 0, since: null, switchedOffAt: null, isMore: false };
  // Deliveries wait for one schedule and the time until disabling at most.
  const earliest = new Date(switchedOffAt.getTime() - DISABLE_AFTER_MS - deps.settings.retryWindowMs);
  const [oldest] = await deps.sql<{ id: string | null }>(
    ...OLDEST_CANCELED({
      tenantId: actor.tenantId,
      subscriptionId: id,
      from: firstIdAt("dlv", earliest),
      to: firstIdAt("dlv", switchedOffAt),
    }),
  );
  const since = oldest?.id ? timeOfId(oldest.id) : switchedOffAt;
  const until = deps.clock();
  const range = { since, until, statuses: ["canceled"], includeMissing: true };
  const missed = { since: since.toISOString(), switchedOffAt: switchedOffAt.toISOString() };
  if (since >= until) return { ...missed, count: 0, isMore: false };
  return { ...missed, ...(await countRecoverableFor(deps, target, range, COUNT_MS_MAX)) };
};

/** Bounds the dashboard's wait; it can show "more than". */
const COUNT_MS_MAX = 1_000;

const DAY_MS = 86_400_000;

const OLDEST_CANCELED = statement(
  { tenantId: "text", subscriptionId: "text", from: "text", to: "text" },
  ({ tenantId, subscriptionId, from, to }) => `
SELECT min(id) AS id FROM webhook_delivery
WHERE tenant_id = ${tenantId} AND subscription_id = ${subscriptionId} AND id >= ${from} AND id < ${to} AND status = 'canceled'
  AND reason IN ('webhook_inactive', 'webhook_disabled')`,
);
