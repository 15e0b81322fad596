import type { Actor, Deps } from "#domain/context.ts";
import { attemptColumns, isUnreadable, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import { formBody, isRedactionFinal, versionOfVariant } from "#domain/deliveries/body-variant.ts";
import { countManualAttempts } from "#domain/deliveries/count-manual-attempts.ts";
import {
  ATTEMPTS_PER_ANSWER_MAX,
  type DeliveryDetailView,
  type GetDeliveryInput,
} from "#domain/deliveries/delivery.schema.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { notFound } from "#domain/errors.ts";
import {
  type ReadBody,
  readStoredBody,
  type StoredBody,
  storedBodyColumns,
  storedBytesOf,
} from "#domain/payload-body.ts";

/**
 * Reads a delivery and up to 50 attempts before `attemptsBefore`, oldest first. `not_found` also for
 * another tenant's delivery, or a live one with a test key. An unreadable body is left out, and said.
 */
export const getDelivery = async (
  { db, sql, log }: Pick<Deps, "db" | "sql" | "log">,
  actor: Actor,
  { id, attemptsBefore }: { id: string } & GetDeliveryInput,
): Promise<DeliveryDetailView> => {
  const { tenantId } = actor;
  const row = await db.webhookDelivery.findFirst({
    select: {
      eventId: true,
      event: true,
      source: { select: { erasedAt: true, payloads: { select: storedBodyColumns } } },
      variant: true,
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
  if (newest.some(isUnreadable))
    log.warn({ deliveryId: id }, "a later release packed headers of this delivery; they are not shown");
  const oldestShown = newest.at(-1)?.number ?? attemptsBefore;
  const attemptsOmitted =
    newest.length < ATTEMPTS_PER_ANSWER_MAX
      ? 0
      : await db.webhookAttempt.count({ where: { tenantId, deliveryId: id, number: { lt: oldestShown } } });
  const counted = await countManualAttempts({ sql }, { tenantId, deliveryId: id });
  const own = row.ownBodies[0]?.body;
  const body = own ? readable(own) : await readBody({ db, log }, actor, row);
  const [delivery] = await readDeliveries({ sql }, tenantId, [id]);
  if (!delivery) throw notFound("delivery");
  return {
    ...delivery,
    erasedAt: row.source.erasedAt?.toISOString() ?? null,
    body: body.bytes && new TextDecoder().decode(body.bytes),
    bodyUnreadable: body.isUnreadable,
    attempts: newest.reverse().map((attempt) => toAttemptView(actor, attempt, { ...row, deliveryId: id })),
    attemptsOmitted,
    resendsLeft: Math.max(0, MANUAL_ATTEMPTS_MAX - (counted?.manual ?? 0)),
  };
};

type BodySource = {
  eventId: string;
  event: string;
  variant: string | null;
  source: { payloads: StoredBody[] };
  subscription: { redact: string[] };
};

const readable = (bytes: Uint8Array): ReadBody => ({ bytes, isUnreadable: false });

/** Returns the stored variant, or the bytes that a first attempt would store by current settings. */
const readBody = async (
  { db, log }: Pick<Deps, "db" | "log">,
  { tenantId }: Actor,
  { eventId, event, variant, source, subscription: { redact } }: BodySource,
): Promise<ReadBody> => {
  if (variant !== null && (redact.length === 0 || isRedactionFinal(variant))) {
    const stored = await db.webhookVariant.findFirst({ select: { body: true }, where: { tenantId, eventId, variant } });
    if (stored) return readable(stored.body);
  }
  const full = readStoredBody(
    { log },
    storedBytesOf(source.payloads[0]),
    { eventId, tenantId },
    "a delivery was shown without its body",
  );
  if (!full.bytes) return full;
  return readable(await formBody({ event, body: full.bytes }, { convertTo: versionOfVariant(variant), redact }));
};
