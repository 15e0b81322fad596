import type { Deps } from "#domain/context.ts";
import { advanceLanes, type Startable } from "#domain/deliveries/advance-lanes.ts";
import { firstIdAt } from "#domain/ids.ts";
import { deliverMissing } from "#domain/recoveries/deliver-missing.ts";
import { logRecoveryEnded } from "#domain/recoveries/log-recovery-ended.ts";
import { resendSome } from "#domain/recoveries/resend-some.ts";
import type { Continued, RunningRecovery } from "#domain/recoveries/running-recovery.ts";
import { statement } from "#domain/sql/statement.ts";
import { hostSql } from "#domain/subscriptions/place.ts";

/** Keeps a recovery slow enough for new events. */
export const RECOVER_PER_SECOND = 50;
/** Deliveries of one step, which lasts about a second. */
const CHUNK = 50;
const PAUSED_MS = 15_000;

/**
 * Sends the next deliveries. One statement writes deliveries and cursor and checks the old cursor, so concurrent
 * calls, repeats and crashes are safe. A paused webhook waits, and gets one probe if no other delivery can be the
 * probe. A webhook that is off ends its recovery.
 */
export const continueRecovery = async (
  deps: Pick<Deps, "sql" | "clock" | "publish" | "log" | "bodyPacking">,
  { recoveryId }: { recoveryId: string },
): Promise<Continued> => {
  const [row] = await deps.sql<Row>(...READ({ recoveryId }));
  if (!row) return { sent: [], next: null };
  const { tenantId } = row;
  if (!row.isDue) return { sent: [], next: { recoveryId, tenantId, dueAt: row.dueAt.toISOString() }, isEarly: true };
  if (!row.isOn) {
    const ended = await deps.sql(...END({ recoveryId }));
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
  const { hasEnded, lanes, sent, next } = await step(deps, running, isPaused ? 1 : CHUNK);
  deps.publish({ channel: "tenant", tenantId });
  if (hasEnded) await logRecoveryEnded(deps, recoveryId);
  return { sent: [...sent, ...(await advanceLanes(deps, lanes)).map(toSent)], next };
};

const toSent = ({ dueAt, orderLane: _, ...head }: Startable) => ({ ...head, dueAt: dueAt.toISOString() });

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
  const [row] = await sql<{ dueAt: Date }>(...POSTPONE({ recoveryId }));
  return row ? { recoveryId, tenantId, dueAt: row.dueAt.toISOString() } : null;
};

const READ = statement(
  { recoveryId: "text" },
  ({ recoveryId }) => `
SELECT r.id AS "recoveryId", r.tenant_id AS "tenantId", r.subscription_id AS "subscriptionId", r.since, r.until, r.statuses,
  r.include_missing AS "includeMissing", r.delivery_cursor AS "deliveryCursor", r.event_cursor AS "eventCursor",
  r.due_at AS "dueAt", r.due_at <= now() AS "isDue", s.mode, s.events, s.ordered, s.api_version AS "apiVersion", ${hostSql("s.url")} AS host,
  s.rate_limit_per_second AS "rateLimitPerSecond", s.active AND s.deleted_at IS NULL AS "isOn", s.probes IS NOT NULL AS "isPaused",
  s.probes IS NOT NULL AND (s.gate_at > now() OR EXISTS (
    SELECT FROM webhook_delivery d WHERE d.subscription_id = s.id AND d.due_at IS NOT NULL AND NOT d.test)) AS "mustWait"
FROM webhook_recovery r JOIN webhook_subscription s ON s.id = r.subscription_id
WHERE r.id = ${recoveryId} AND r.ended_at IS NULL`,
);

const POSTPONE = statement(
  { recoveryId: "text" },
  ({ recoveryId }) => `
UPDATE webhook_recovery SET due_at = date_trunc('milliseconds', now() + ${PAUSED_MS} * interval '1 millisecond')
WHERE id = ${recoveryId} AND ended_at IS NULL AND due_at <= now() RETURNING due_at AS "dueAt"`,
);

const END = statement(
  { recoveryId: "text" },
  ({ recoveryId }) => `
UPDATE webhook_recovery SET canceled = true, ended_at = now(), due_at = NULL WHERE id = ${recoveryId} AND ended_at IS NULL
RETURNING id`,
);
