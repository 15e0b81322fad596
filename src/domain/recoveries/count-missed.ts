import type { Actor, Deps } from "#domain/context.ts";
import { firstIdAt, timeOfId } from "#domain/ids.ts";
import { countRecoverableFor } from "#domain/recoveries/count-recoverable.ts";
import type { MissedView } from "#domain/recoveries/recovery.schema.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";
import { DISABLE_AFTER_MS } from "#domain/subscriptions/health.ts";

/**
 * What a webhook missed because it was off the last time: what waited then and was canceled, and events that were not fanned
 * out to it. `count` is exactly what a recovery of `canceled` with `includeMissing` from `since` sends; more than that with
 * `isMore`, which was not counted to its end. `not_found`, and `conflict` for a deleted webhook.
 */
export const countMissed = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "settings">,
  actor: Actor,
  { id }: { id: string },
): Promise<MissedView> => {
  const { switchedOffAt, ...target } = await findRecoveryTarget(deps, actor, id);
  // Bodies past retention can't be sent again, so there is nothing to look for.
  const kept = deps.clock().getTime() - deps.settings.retentionDays * DAY_MS;
  if (!switchedOffAt || switchedOffAt.getTime() < kept)
    return { count: 0, since: null, switchedOffAt: null, isMore: false };
  // What was canceled had waited for as long as it takes to be disabled and a schedule, at most.
  const earliest = new Date(switchedOffAt.getTime() - DISABLE_AFTER_MS - deps.settings.retryWindowMs);
  const [oldest] = await deps.sql<{ id: string | null }>(OLDEST_CANCELED, [
    actor.tenantId,
    id,
    firstIdAt("dlv", earliest),
    firstIdAt("dlv", switchedOffAt),
  ]);
  const since = oldest?.id ? timeOfId(oldest.id) : switchedOffAt;
  const until = deps.clock();
  const range = { since, until, statuses: ["canceled"], includeMissing: true };
  const missed = { since: since.toISOString(), switchedOffAt: switchedOffAt.toISOString() };
  if (since >= until) return { ...missed, count: 0, isMore: false };
  return { ...missed, ...(await countRecoverableFor(deps, target, range, COUNT_MS_MAX)) };
};

/** A page of the dashboard asks, and shows "more than" as well. */
const COUNT_MS_MAX = 1_000;

const DAY_MS = 86_400_000;

const OLDEST_CANCELED = `
SELECT min(id) AS id FROM webhook_delivery
WHERE tenant_id = $1 AND subscription_id = $2 AND id >= $3 AND id < $4 AND status = 'canceled'
  AND reason IN ('webhook_inactive', 'webhook_disabled')`;
