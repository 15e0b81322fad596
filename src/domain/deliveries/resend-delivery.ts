import { actorId } from "#domain/actor-id.ts";
import { auditSql, auditValues } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { countManualAttempts } from "#domain/deliveries/count-manual-attempts.ts";
import { type DeliveryView, MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { isManual } from "#engine/claim/is-manual.ts";

/**
 * One attempt now, with trigger `manual`; it replaces a waiting retry, or what a recovery has queued. `status` changes only when
 * the attempt ends. Who asked is kept with the attempt.
 * `conflict` when the webhook is off, the delivery is a test or is being attempted, its payload is past retention or erased, or
 * it had 100 manual attempts (what a recovery resends is not manual).
 * Never two in flight: a second call before the attempt ends is a conflict.
 */
export const resendDelivery = async (
  { db, sql, clock, publish }: Pick<Deps, "db" | "sql" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryView> => {
  const { tenantId } = actor;
  const row = await db.webhookDelivery.findFirst({
    select: {
      test: true,
      subscription: { select: { active: true, deletedAt: true } },
      source: { select: { erasedAt: true, payloads: { select: { eventId: true } } } },
    },
    where: { tenantId, id },
  });
  if (!row) throw notFound("delivery");
  if (row.test) throw new DomainError("conflict", "This was a test. Send a new test from the webhook instead.");
  if (row.subscription.deletedAt) throw new DomainError("conflict", "The webhook of this delivery was deleted.");
  if (!row.subscription.active)
    throw new DomainError("conflict", "The webhook of this delivery is off. Turn it on, then resend.");
  if (row.source.erasedAt)
    throw new DomainError("conflict", "The payload of this delivery was erased on request and can't be sent again.");
  if (row.source.payloads.length === 0)
    throw new DomainError("conflict", "The payload of this delivery is past retention and can't be sent again.");
  const counted = await countManualAttempts({ sql }, { tenantId, deliveryId: id });
  if (!counted) throw notFound("delivery");
  if (counted.manual >= MANUAL_ATTEMPTS_MAX)
    throw new DomainError(
      "conflict",
      `This delivery was resent ${MANUAL_ATTEMPTS_MAX} times, which is the limit. Send the event again instead.`,
    );
  const entry = { action: "delivery.resent", target: { kind: "delivery", id } } as const;
  const [resent] = await sql<{ id: string }>(RESEND, [
    id,
    tenantId,
    actorId(actor),
    counted.attempts,
    ...auditValues(actor, entry, clock()),
  ]);
  if (!resent)
    throw new DomainError(
      "conflict",
      "An attempt of this delivery is running, or has just ended. Wait a moment, then resend.",
    );
  publish({ channel: "deliveries", deliveryId: id }, { channel: "tenant", tenantId });
  return toDeliveryView(
    await db.webhookDelivery.findFirstOrThrow({ select: deliveryColumns, where: { tenantId, id } }),
  );
};

/** Fenced by the number of attempts: none that was not counted lies between the count and this. */
const RESEND = `
WITH resent AS (
  UPDATE webhook_delivery d SET due_at = now(), next_trigger = 'manual', requested_by = $3, generation = generation + 1,
    own_run = CASE WHEN due_at IS NULL THEN NULL ELSE own_run END
  WHERE id = $1 AND tenant_id = $2 AND attempts = $4 AND lease_token IS NULL AND NOT (${isManual("d")} AND due_at IS NOT NULL)
  RETURNING id
), audit AS (${auditSql(5, "resent")}
)
SELECT id FROM resent`;
