import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { statement } from "#domain/sql/statement.ts";
import type { LastFailure } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { DISABLE_AFTER_MS, healthOf, percentToDisabled } from "#domain/subscriptions/health.ts";
import { readLastFailures } from "#domain/subscriptions/read-last-failures.ts";
import { countWaiting } from "#domain/subscriptions/waiting.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";

/** Throws `not_found` also for a deleted webhook. */
export const getWebhookHealth = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<WebhookHealthView> => {
  const row = await deps.db.webhookSubscription.findFirst({
    select: {
      active: true,
      disabledReason: true,
      consecutiveFailures: true,
      failingSince: true,
      probes: true,
    },
    where: { tenantId, id, mode, deletedAt: null },
  });
  if (!row) throw notFound("webhook");
  const health = healthOf(row);
  const [waiting, probes, failures] = await Promise.all([
    countWaiting(deps, { tenantId, id }),
    health === "paused" ? deps.sql<{ at: Date | null }>(...NEXT_PROBE({ tenantId, id })) : [],
    health === "healthy" ? new Map<string, LastFailure>() : readLastFailures(deps, { tenantId }, [id]),
  ]);
  const failure = failures.get(id);
  const isFailing = row.active && row.failingSince !== null;
  return {
    health,
    // CHECK of the column allows exactly these values.
    disabledReason: row.disabledReason as WebhookView["disabledReason"],
    consecutiveFailures: row.consecutiveFailures,
    failingSince: row.failingSince?.toISOString() ?? null,
    disablesAt:
      isFailing && row.failingSince ? new Date(row.failingSince.getTime() + DISABLE_AFTER_MS).toISOString() : null,
    percent: percentOf(row, deps.clock()),
    nextProbeAt: probes[0]?.at?.toISOString() ?? null,
    waiting,
    lastError: failure?.errorCode ? { code: failure.errorCode, message: failure.message, at: failure.at } : null,
  };
};

const percentOf = (
  row: Parameters<typeof percentToDisabled>[0] & { active: boolean; disabledReason: string | null },
  now: Date,
): number => {
  if (row.active) return percentToDisabled(row, now);
  return row.disabledReason === "failing" ? 100 : 0;
};

const NEXT_PROBE = statement(
  { tenantId: "text", id: "text" },
  ({ tenantId, id }) => `
SELECT greatest(s.gate_at, min(d.due_at)) AS at
FROM webhook_subscription s JOIN webhook_delivery d ON d.subscription_id = s.id
WHERE s.tenant_id = ${tenantId} AND s.id = ${id} AND d.due_at IS NOT NULL AND d.lease_token IS NULL AND NOT d.test
GROUP BY s.gate_at`,
);
