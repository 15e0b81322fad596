import type { Deps } from "#domain/context.ts";
import { prepareRedaction } from "#domain/deliveries/redact-body.ts";
import { packBytes, unpackSql } from "#domain/pack-bytes.ts";
import { createTurns, inTurns, type Turns } from "#domain/turns.ts";

type Claimed = {
  deliveryId: string;
  tenantId: string;
  eventId: string;
  event: string;
  body: Uint8Array;
  redact: readonly string[];
};
type Made = Pick<Claimed, "deliveryId" | "tenantId" | "body">;

/** Bytes of one statement, which holds them in memory twice. */
const STATEMENT_BYTES = 4 * 1024 * 1024;

/**
 * Gives deliveries a redacted body where their webhook leaves fields out, and hands the others through. A redacted body is kept: later
 * attempts and the log have the same bytes, even if the webhook's fields change. Walks the body of an event once for all
 * webhooks. Holds all bodies at once: ask for no more than a claim.
 *
 * @param claimed with the event's body, or with a redacted body and nothing to redact
 */
export const withRedactedBodies = async <Delivery extends Claimed>(
  { sql }: Pick<Deps, "sql">,
  claimed: readonly Delivery[],
  turns: Turns = createTurns(),
): Promise<Delivery[]> => {
  const kept = new Map<string, Uint8Array>();
  for await (const made of makeBodies(claimed, turns)) {
    const { packed, starts, lengths } = packBytes(made.map(({ body }) => body));
    const earlier = await sql<{ deliveryId: string; body: Uint8Array }>(KEEP, [
      made.map(({ deliveryId }) => deliveryId),
      made.map(({ tenantId }) => tenantId),
      starts,
      lengths,
      packed,
    ]);
    for (const { deliveryId, body } of [...made, ...earlier]) kept.set(deliveryId, body);
  }
  return claimed.map((delivery) => ({ ...delivery, body: kept.get(delivery.deliveryId) ?? delivery.body }));
};

/** Yields the bodies of one statement after the other. */
async function* makeBodies(claimed: readonly Claimed[], turns: Turns): AsyncGenerator<Made[]> {
  let made: Made[] = [];
  let bytes = 0;
  const redacted = claimed.filter(({ redact }) => redact.length > 0);
  for (const sameEvent of Map.groupBy(redacted, ({ eventId }) => eventId).values()) {
    const [source] = sameEvent as [Claimed];
    const paths = sameEvent.flatMap(({ redact }) => redact);
    const redact = await inTurns(prepareRedaction(source, paths, turns), turns);
    for (const { deliveryId, tenantId, redact: own } of sameEvent) {
      const body = await inTurns(redact(own), turns);
      if (body === source.body) continue;
      made.push({ deliveryId, tenantId, body });
      bytes += body.byteLength;
      if (bytes < STATEMENT_BYTES) continue;
      yield made;
      made = [];
      bytes = 0;
    }
  }
  if (made.length > 0) yield made;
}

/** Keeps the first body of a delivery, and returns the bodies that were there before (`xmax`: not inserted now). */
const KEEP = `
WITH kept AS (
  INSERT INTO webhook_delivery_body AS own (delivery_id, tenant_id, body)
  SELECT made.delivery_id, made.tenant_id, ${unpackSql("$5", "made")}
  FROM unnest($1::text[], $2::text[], $3::int[], $4::int[]) AS made(delivery_id, tenant_id, start, length) ORDER BY delivery_id
  ON CONFLICT (delivery_id) DO UPDATE SET tenant_id = own.tenant_id
  RETURNING delivery_id, body, xmax <> 0 AS is_earlier
)
SELECT delivery_id AS "deliveryId", body FROM kept WHERE is_earlier`;
