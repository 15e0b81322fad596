import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import { deliverMissing } from "#domain/recoveries/deliver-missing.ts";
import { logRecoveryEnded } from "#domain/recoveries/log-recovery-ended.ts";
import { resendSome } from "#domain/recoveries/resend-some.ts";
import { hostSql, type Place } from "#engine/claim/in-flight.ts";

/** How fast a recovery sends, at most: what comes by itself meanwhile must not wait behind it. */
export const RECOVER_PER_SECOND = 50;
/** Handed over in one go, spread over the time until the next: about a second's worth. */
const CHUNK = 50;
/** How often a recovery of a paused webhook looks whether it goes on. */
const PAUSED_MS = 15_000;

/** A recovery that has not ended, and its webhook. */
export type RunningRecovery = Place & {
  recoveryId: string;
  statuses: string[];
  includeMissing: boolean;
  deliveryCursor: string;
  eventCursor: string;
  since: Date;
  until: Date;
  /** Where the cursors stand when nothing is left. */
  deliveriesEnd: string;
  eventsEnd: string;
  /** The types that the webhook wants. */
  events: string[];
  /** Between two deliveries. */
  spacingMs: number;
};

/** A delivery that a chunk has made due. Dates are ISO 8601: they go through Inngest. */
export type SentDelivery = Place & { deliveryId: string; attempts: number; generation: number; dueAt: string };

/**
 * `next`: when the recovery goes on; null when it has ended, or somebody else goes on with it. `isEarly`: it was not due yet,
 * and nothing was done.
 */
export type Continued = {
  sent: SentDelivery[];
  next: { recoveryId: string; tenantId: string; dueAt: string } | null;
  isEarly?: boolean;
};

/**
 * Hands over the next few of a recovery. What it hands over and how far it has come are written in one statement, fenced by
 * where it stood: two at once, a repeat and a crash in the middle lose nothing and send nothing twice.
 *
 * While the webhook is paused it waits, and gives a probe only where nothing else could be one; when the webhook is off, it
 * ends canceled.
 */
export const continueRecovery = async (
  deps: Pick<Deps, "sql" | "clock" | "publish" | "log">,
  { recoveryId }: { recoveryId: string },
): Promise<Continued> => {
  const [row] = await deps.sql<Row>(READ, [recoveryId]);
  if (!row) return { sent: [], next: null };
  const { tenantId } = row;
  if (!row.isDue) return { sent: [], next: { recoveryId, tenantId, dueAt: row.dueAt.toISOString() }, isEarly: true };
  if (!row.isOn) {
    const ended = await deps.sql(END, [recoveryId]);
    deps.publish({ channel: "tenant", tenantId });
    if (ended.length > 0) await logRecoveryEnded(deps, recoveryId);
    return { sent: [], next: null };
  }
  if (row.mustWait) return { sent: [], next: await postpone(deps, row) };

  const { until, rateLimitPerSecond, isPaused } = row;
  const running = {
    ...row,
    deliveriesEnd: firstIdAt("dlv", until),
    eventsEnd: firstIdAt("evt", until),
    spacingMs: 1_000 / Math.min(RECOVER_PER_SECOND, rateLimitPerSecond ?? RECOVER_PER_SECOND),
  };
  const step = row.deliveryCursor === running.deliveriesEnd ? deliverMissing : resendSome;
  const { hasEnded, ...continued } = await step(deps, running, isPaused ? 1 : CHUNK);
  deps.publish({ channel: "tenant", tenantId });
  if (hasEnded) await logRecoveryEnded(deps, recoveryId);
  return continued;
};

type Row = Omit<RunningRecovery, "deliveriesEnd" | "eventsEnd" | "spacingMs"> & {
  dueAt: Date;
  isDue: boolean;
  isOn: boolean;
  isPaused: boolean;
  mustWait: boolean;
  rateLimitPerSecond: number | null;
};

const postpone = async (
  { sql }: Pick<Deps, "sql">,
  { recoveryId, tenantId }: Pick<Row, "recoveryId" | "tenantId">,
): Promise<Continued["next"]> => {
  const [row] = await sql<{ dueAt: Date }>(POSTPONE, [recoveryId]);
  return row ? { recoveryId, tenantId, dueAt: row.dueAt.toISOString() } : null;
};

const READ = `
SELECT r.id AS "recoveryId", r.tenant_id AS "tenantId", r.subscription_id AS "subscriptionId", r.since, r.until, r.statuses,
  r.include_missing AS "includeMissing", r.delivery_cursor AS "deliveryCursor", r.event_cursor AS "eventCursor",
  r.due_at AS "dueAt", r.due_at <= now() AS "isDue", s.events, ${hostSql("s.url")} AS host,
  s.rate_limit_per_second AS "rateLimitPerSecond", s.active AND s.deleted_at IS NULL AS "isOn", s.probes IS NOT NULL AS "isPaused",
  s.probes IS NOT NULL AND (s.gate_at > now() OR EXISTS (
    SELECT FROM webhook_delivery d WHERE d.subscription_id = s.id AND d.due_at IS NOT NULL AND NOT d.test)) AS "mustWait"
FROM webhook_recovery r JOIN webhook_subscription s ON s.id = r.subscription_id
WHERE r.id = $1 AND r.ended_at IS NULL`;

const POSTPONE = `
UPDATE webhook_recovery SET due_at = date_trunc('milliseconds', now() + ${PAUSED_MS} * interval '1 millisecond')
WHERE id = $1 AND ended_at IS NULL AND due_at <= now() RETURNING due_at AS "dueAt"`;

const END = `
UPDATE webhook_recovery SET canceled = true, ended_at = now(), due_at = NULL WHERE id = $1 AND ended_at IS NULL
RETURNING id`;
