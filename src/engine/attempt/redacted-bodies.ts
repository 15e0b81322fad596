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

/** Bytes of one statement, which holds them twice. */
const STATEMENT_BYTES = 4 * 1024 * 1024;

/**
 * Gives deliveries whose webhook leaves fields out bytes of their own. They are made before the first attempt from then on and
 * kept: every later attempt sends, and the log shows, the same, whatever becomes of the webhook's fields. The others are handed
 * through. A statement for each 4 MB, and none where nothing is left out. All bodies are held at once: ask for no more than
 * a claim. The body of an event is walked once, whichever webhooks it goes to, and other work goes on in between.
 *
 * @param claimed with the event's body, or with bytes of their own and nothing to redact
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

/** For one statement after the other, each made when it is asked for. */
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

/** The first one wins: what is updated is what is there. Answers with the bodies that were there before (`xmax`: not inserted now). */
const KEEP = `
WITH kept AS (
  INSERT INTO webhook_delivery_body AS own (delivery_id, tenant_id, body)
  SELECT made.delivery_id, made.tenant_id, ${unpackSql("$5", "made")}
  FROM unnest($1::text[], $2::text[], $3::int[], $4::int[]) AS made(delivery_id, tenant_id, start, length) ORDER BY delivery_id
  ON CONFLICT (delivery_id) DO UPDATE SET tenant_id = own.tenant_id
  RETURNING delivery_id, body, xmax <> 0 AS is_earlier
)
SELECT delivery_id AS "deliveryId", body FROM kept WHERE is_earlier`;
