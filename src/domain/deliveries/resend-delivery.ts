import { actorId } from "#domain/actor-id.ts";
import { AUDIT, auditRows, auditSql } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { countManualAttempts } from "#domain/deliveries/count-manual-attempts.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import type { ResendRefusal } from "#domain/deliveries/delivery-plan.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { resendColumns, resendRefusal } from "#domain/deliveries/resend-refusal.ts";
import type { ErrorReason, ReasonValues } from "#domain/error-reasons.values.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { statement } from "#domain/sql/statement.ts";

/**
 * Starts one manual attempt now and replaces a waiting retry. `status` changes when the attempt ends. `conflict`:
 * webhook off, test, running attempt, body erased or past retention, or 100 manual attempts. Two attempts never run
 * at once.
 */
export const resendDelivery = async (
  { db, sql, clock, publish }: Pick<Deps, "db" | "sql" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryView> => {
  const { tenantId } = actor;
  const row = await db.webhookDelivery.findFirst({
    select: resendColumns,
    where: { tenantId, id, mode: actor.mode },
  });
  if (!row) throw notFound("delivery");
  const counted = await countManualAttempts({ sql }, { tenantId, deliveryId: id });
  if (!counted) throw notFound("delivery");
  const refusal = resendRefusal(row, counted.manual);
  if (refusal) throw new DomainError("conflict", REFUSALS[refusal], [], REASONS[refusal]);
  const entry = { action: "delivery.resent", target: { kind: "delivery", id } } as const;
  const [resent] = await sql<{ id: string }>(
    ...RESEND({
      id,
      tenantId,
      requestedBy: actorId(actor),
      attempts: counted.attempts,
      audit: auditRows(actor, entry, clock()),
    }),
  );
  if (!resent)
    throw new DomainError(
      "conflict",
      "An attempt of this delivery is running, or has just ended. Wait a moment, then resend.",
      [],
      { reason: "attempt_running" },
    );
  publish({ channel: "deliveries", deliveryId: id }, { channel: "tenant", tenantId });
  return toDeliveryView(
    await db.webhookDelivery.findFirstOrThrow({ select: deliveryColumns, where: { tenantId, id } }),
  );
};

const REASONS: Partial<Record<ResendRefusal, { reason: ErrorReason; values?: ReasonValues }>> = {
  webhook_deleted: { reason: "webhook_deleted" },
  webhook_off: { reason: "webhook_off" },
  erased: { reason: "payload_erased" },
  past_retention: { reason: "payload_expired" },
  too_many_resends: { reason: "resent_too_often", values: { max: MANUAL_ATTEMPTS_MAX } },
};

const REFUSALS: Record<NonNullable<ReturnType<typeof resendRefusal>>, string> = {
  test: "This was a test. Send a new test from the webhook instead.",
  webhook_deleted: "The webhook of this delivery was deleted.",
  webhook_off: "The webhook of this delivery is off. Turn it on, then resend.",
  erased: "The payload of this delivery was erased on request and can't be sent again.",
  past_retention: "The payload of this delivery is past retention and can't be sent again.",
  too_many_resends: `This delivery was resent ${MANUAL_ATTEMPTS_MAX} times, which is the limit. Send the event again instead.`,
};

/** Compares `attempts`, so that no attempt begins between the count and this statement. */
const RESEND = statement(
  { id: "text", tenantId: "text", requestedBy: "text", attempts: "int", audit: AUDIT },
  ({ id, tenantId, requestedBy, attempts, audit }) => `
WITH resent AS (
  UPDATE webhook_delivery d SET due_at = now(), next_trigger = 'manual', requested_by = ${requestedBy},
    generation = generation + 1, own_run = CASE WHEN due_at IS NULL THEN NULL ELSE own_run END,
    order_head = CASE WHEN due_at IS NULL THEN NULL ELSE order_head END
  WHERE id = ${id} AND tenant_id = ${tenantId} AND attempts = ${attempts} AND lease_token IS NULL
    AND NOT (${isManualSql("d")} AND due_at IS NOT NULL)
  RETURNING id
), audit AS (${auditSql(audit, "resent")}
)
SELECT id FROM resent`,
);
