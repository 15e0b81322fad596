import { actorId } from "#domain/actor-id.ts";
import { AUDIT, auditRows, auditSql } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { firstIdAt, newId } from "#domain/ids.ts";
import { writeLine } from "#domain/log-lines.ts";
import { countRecoverable } from "#domain/recoveries/count-recoverable.ts";
import { firstEventCursor } from "#domain/recoveries/event-window.ts";
import type { RecoverInput } from "#domain/recoveries/recovery.schema.ts";
import { toRecoveryRange } from "#domain/recoveries/recovery-range.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";
import { statement } from "#domain/sql/statement.ts";

/**
 * Starts a recovery for `continueRecovery`. A failed delivery is sent once; a canceled one gets its whole schedule.
 * `conflict`: another recovery runs, or the webhook is off or deleted; `invalid`; `not_found`.
 */
export const startRecovery = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "tenantDatabase" | "log">,
  actor: Actor,
  { id: subscriptionId, ...asked }: RecoverInput & { id: string },
): Promise<{ id: string; count: number }> => {
  const { tenantId } = actor;
  const now = deps.clock();
  // Counting may outlast a transaction, so it runs outside.
  const reading = { ...deps, ...deps.tenantDatabase(tenantId) };
  const target = await findRecoveryTarget(reading, actor, subscriptionId);
  const range = toRecoveryRange(asked, now);
  if (!target.active) throw isOff();
  const count = await countRecoverable(reading, target, range);
  const eventCursor = range.includeMissing
    ? await firstEventCursor(reading, tenantId, range)
    : firstIdAt("evt", range.since);
  const id = newId("rec", now.getTime());
  const details = { since: range.since.toISOString(), until: range.until.toISOString(), count };
  const entry = { action: "recovery.started", target: { kind: "webhook", id: subscriptionId }, details } as const;
  const [started] = await deps.sql<{ id: string }>(
    ...START({
      id,
      tenantId,
      subscriptionId,
      ...range,
      total: count,
      deliveryCursor: firstIdAt("dlv", range.since),
      eventCursor,
      requestedBy: actorId(actor),
      audit: auditRows(actor, entry, now),
    }),
  );
  if (!started) {
    const { active } = await findRecoveryTarget(deps, actor, subscriptionId);
    throw active
      ? new DomainError(
          "conflict",
          "A recovery of this webhook is running. Wait until it has ended, or cancel it.",
          [],
          { reason: "recovery_running" },
        )
      : isOff();
  }
  deps.publish({ channel: "recoveries" }, { channel: "tenant", tenantId });
  const { since, until, includeMissing: isWithMissing } = range;
  writeLine(deps.log, "recovery started", {
    tenantId,
    webhookId: subscriptionId,
    recoveryId: started.id,
    since,
    until,
    isWithMissing,
    count,
  });
  return { id: started.id, count };
};

const isOff = () =>
  new DomainError("conflict", "This webhook is off. Turn it on, then recover what it missed.", [], {
    reason: "webhook_off",
  });

const START = statement(
  {
    id: "text",
    tenantId: "text",
    subscriptionId: "text",
    since: "timestamptz",
    until: "timestamptz",
    statuses: "text[]",
    includeMissing: "bool",
    total: "int",
    deliveryCursor: "text",
    eventCursor: "text",
    requestedBy: "text",
    audit: AUDIT,
  },
  (sql) => `
WITH started AS (
  INSERT INTO webhook_recovery (id, tenant_id, subscription_id, since, until, statuses, include_missing, total, delivery_cursor,
    event_cursor, requested_by, due_at)
  SELECT ${sql.id}, s.tenant_id, s.id, ${sql.since}, ${sql.until}, ${sql.statuses}, ${sql.includeMissing}, ${sql.total},
    ${sql.deliveryCursor}, ${sql.eventCursor}, ${sql.requestedBy}, now()
  FROM webhook_subscription s
  WHERE s.tenant_id = ${sql.tenantId} AND s.id = ${sql.subscriptionId} AND s.active AND s.deleted_at IS NULL
  ON CONFLICT (subscription_id) WHERE ended_at IS NULL DO NOTHING
  RETURNING id
), audit AS (${auditSql(sql.audit, "started")}
)
SELECT id FROM started`,
);
