import type { Deps } from "#domain/context.ts";
import { prepareRedaction } from "#domain/deliveries/redact-body.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
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

/** Limits one statement, which holds its bytes in memory twice. */
const STATEMENT_BYTES = 4 * 1024 * 1024;

/**
 * Redacts bodies for webhooks with hidden fields. Stores each redacted body, so that later attempts and the log have the same bytes.
 * Walks the body of an event once for all webhooks. Holds all bodies in memory: pass at most one claim.
 *
 * @param claimed with the event's body, or with a redacted body and an empty `redact`
 */
export const withRedactedBodies = async <Delivery extends Claimed>(
  { sql }: Pick<Deps, "sql">,
  claimed: readonly Delivery[],
  turns: Turns = createTurns(),
): Promise<Delivery[]> => {
  const kept = new Map<string, Uint8Array>();
  for await (const made of makeBodies(claimed, turns)) {
    const earlier = await sql<{ deliveryId: string; body: Uint8Array }>(...KEEP({ made }));
    for (const { deliveryId, body } of [...made, ...earlier]) kept.set(deliveryId, body);
  }
  return claimed.map((delivery) => ({ ...delivery, body: kept.get(delivery.deliveryId) ?? delivery.body }));
};

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

/** Returns bodies that were stored before (`xmax` is 0 for a row inserted now). */
const KEEP = statement(
  { made: rowsOf<Made>({ deliveryId: "text", tenantId: "text", body: "bytea" }) },
  ({ made }) => `
WITH kept AS (
  INSERT INTO webhook_delivery_body AS own (delivery_id, tenant_id, body)
  SELECT made.delivery_id, made.tenant_id, ${made.bytes("body", "made")}
  FROM ${made.as("made")} ORDER BY delivery_id
  ON CONFLICT (delivery_id) DO UPDATE SET tenant_id = own.tenant_id
  RETURNING delivery_id, body, xmax <> 0 AS is_earlier
)
SELECT delivery_id AS "deliveryId", body FROM kept WHERE is_earlier`,
);
