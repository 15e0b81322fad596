import type { Actor, Deps } from "#domain/context.ts";
import { attemptColumns, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import { countManualAttempts } from "#domain/deliveries/count-manual-attempts.ts";
import {
  ATTEMPTS_PER_ANSWER_MAX,
  type DeliveryDetailView,
  type GetDeliveryInput,
  MANUAL_ATTEMPTS_MAX,
} from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { redactBody } from "#domain/deliveries/redact-body.ts";
import { notFound } from "#domain/errors.ts";

/**
 * Reads a delivery and up to 50 attempts before `attemptsBefore`, oldest first. `not_found` also for
 * another tenant's delivery, or of another mode than the key.
 */
export const getDelivery = async (
  { db, sql }: Pick<Deps, "db" | "sql">,
  actor: Actor,
  { id, attemptsBefore }: { id: string } & GetDeliveryInput,
): Promise<DeliveryDetailView> => {
  const { tenantId } = actor;
  const row = await db.webhookDelivery.findFirst({
    select: {
      ...deliveryColumns,
      source: { select: { erasedAt: true, payloads: { select: { body: true } } } },
      ownBodies: { select: { body: true } },
      subscription: { select: { redact: true } },
    },
    where: { tenantId, id, mode: actor.mode },
  });
  if (!row) throw notFound("delivery");
  const newest = await db.webhookAttempt.findMany({
    ...attemptColumns,
    where: { tenantId, deliveryId: id, number: { lt: attemptsBefore } },
    orderBy: { number: "desc" },
    take: ATTEMPTS_PER_ANSWER_MAX,
  });
  const oldestShown = newest.at(-1)?.number ?? attemptsBefore;
  const attemptsOmitted =
    newest.length < ATTEMPTS_PER_ANSWER_MAX
      ? 0
      : await db.webhookAttempt.count({ where: { tenantId, deliveryId: id, number: { lt: oldestShown } } });
  const counted = await countManualAttempts({ sql }, { tenantId, deliveryId: id });
  const [full] = row.source.payloads;
  // Redaction by current settings leaves out the same fields as a stored body.
  const body =
    row.ownBodies[0]?.body ??
    (full ? await redactBody({ event: row.event, body: full.body }, row.subscription.redact) : null);
  return {
    ...toDeliveryView(row),
    erasedAt: row.source.erasedAt?.toISOString() ?? null,
    body: body ? new TextDecoder().decode(body) : null,
    attempts: newest.reverse().map((attempt) => toAttemptView(actor, attempt)),
    attemptsOmitted,
    resendsLeft: Math.max(0, MANUAL_ATTEMPTS_MAX - (counted?.manual ?? 0)),
  };
};
