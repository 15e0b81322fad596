import type { Deps } from "#domain/context.ts";
import { type BodyForm, isRedactionFinal, prepareForms } from "#domain/deliveries/body-variant.ts";
import { createTurns, type Turns } from "#domain/turns.ts";
import { KEEP, NAMED_BEFORE, type Variant } from "#engine/attempt/variant-bodies.sql.ts";

type Claimed = BodyForm & {
  deliveryId: string;
  tenantId: string;
  eventId: string;
  event: string;
  body: Uint8Array;
};
type Made = Variant & { deliveryIds: string[] };

/** Limits one statement, which holds its bytes in memory twice. */
const STATEMENT_BYTES = 4 * 1024 * 1024;

/**
 * Makes bodies for webhooks with an older API version or hidden fields. Stores each body once for all deliveries of the event that
 * send it, so that later attempts and the log have the same bytes. Deliveries that send the event's own bytes cost no statement.
 * Holds all bodies in memory: pass at most one claim.
 *
 * @param claimed with the event's body and a form, or with a stored variant and no form
 */
export const withVariantBodies = async <Delivery extends Claimed>(
  { sql }: Pick<Deps, "sql">,
  claimed: readonly Delivery[],
  turns: Turns = createTurns(),
): Promise<Delivery[]> => {
  const bodies = new Map<string, Uint8Array>();
  for await (const made of makeVariants(claimed, turns)) {
    const final = made
      .filter(({ variant }) => isRedactionFinal(variant))
      .flatMap(({ variant, deliveryIds }) => deliveryIds.map((deliveryId) => ({ deliveryId, variant })));
    const rows = await sql<KeptRow>(...KEEP({ variants: made, deliveries: final }));
    const earlier = new Map(rows.flatMap((row) => (row.deliveryId === null ? [[nameOf(row), row.body]] : [])));
    for (const one of made)
      for (const deliveryId of one.deliveryIds) bodies.set(deliveryId, earlier.get(nameOf(one)) ?? one.body);
    const named = new Set(rows.map(({ deliveryId }) => deliveryId));
    for (const { deliveryId, body } of await readNamedBefore(sql, final, named)) bodies.set(deliveryId, body);
  }
  return claimed.map((delivery) => {
    const body = bodies.get(delivery.deliveryId);
    return body ? { ...delivery, body } : delivery;
  });
};

type KeptRow = (Pick<Variant, "eventId" | "variant" | "body"> & { deliveryId: null }) | { deliveryId: string };

const nameOf = ({ eventId, variant }: Pick<Variant, "eventId" | "variant">) => `${eventId} ${variant}`;

/** Another process may have named a delivery's variant meanwhile, by other settings of the webhook. */
const readNamedBefore = async (
  sql: Deps["sql"],
  deliveries: readonly { deliveryId: string }[],
  named: ReadonlySet<string | null>,
): Promise<{ deliveryId: string; body: Uint8Array }[]> => {
  const deliveryIds = deliveries.flatMap(({ deliveryId }) => (named.has(deliveryId) ? [] : [deliveryId]));
  return deliveryIds.length === 0 ? [] : sql(...NAMED_BEFORE({ deliveryIds }));
};

async function* makeVariants(claimed: readonly Claimed[], turns: Turns): AsyncGenerator<Made[]> {
  let made: Made[] = [];
  let bytes = 0;
  const formed = claimed.filter(({ convertTo, redact }) => convertTo !== null || redact.length > 0);
  for (const sameEvent of Map.groupBy(formed, ({ eventId }) => eventId).values()) {
    for (const variant of await variantsOf(sameEvent, turns)) {
      made.push(variant);
      bytes += variant.body.byteLength;
      if (bytes < STATEMENT_BYTES) continue;
      yield made;
      made = [];
      bytes = 0;
    }
  }
  if (made.length > 0) yield made;
}

/** Two forms may have one variant: hidden fields that an event does not have change nothing. */
const variantsOf = async (sameEvent: readonly Claimed[], turns: Turns): Promise<Made[]> => {
  const [source] = sameEvent;
  if (!source) return [];
  const { eventId, tenantId } = source;
  const make = await prepareForms(source, sameEvent, turns);
  const made = new Map<string, Made>();
  const sameForms = Map.groupBy(sameEvent, ({ convertTo, redact }) => JSON.stringify([convertTo, [...redact].sort()]));
  for (const sameForm of sameForms.values()) {
    const [form] = sameForm;
    const { variant, body } = form ? await make(form) : { variant: null, body: source.body };
    if (variant === null) continue;
    const one = made.get(variant) ?? { eventId, variant, tenantId, body, deliveryIds: [] };
    one.deliveryIds.push(...sameForm.map(({ deliveryId }) => deliveryId));
    made.set(variant, one);
  }
  return [...made.values()];
};
