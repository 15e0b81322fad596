import { withPackedBodies } from "#domain/body-packing.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import type { FannedOut } from "#engine/dispatch/batch.ts";
import { deliveriesOf, leaseOf, type Made, type Piece, piecesOf, storePiece } from "#engine/dispatch/fan-out.ts";
import type { KnownWebhooks } from "#engine/dispatch/known-webhooks.ts";
import { NO_PLACES } from "#engine/dispatch/read-batch.ts";
import { STORE_HANDED, STORE_LONE, stateOf } from "#engine/dispatch/store-handed.sql.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

type Stored = { events: NewEvent[]; fannedOut: FannedOut };

/**
 * Stores new events with their deliveries in one statement. Null: stored none, and the caller goes the usual way, which says why. A result may lack
 * events whose external id was stored before.
 */
export const storeHanded = async (
  deps: EngineDeps,
  rows: readonly NewEvent[],
  webhooks: KnownWebhooks,
): Promise<Stored | null> => {
  const sources = rows.filter(isSource);
  if (sources.length < rows.length) return null;
  const subscriptions = await webhooks.read([...new Set(rows.map(({ tenantId }) => tenantId))]);
  if (subscriptions.some(({ ordered }) => ordered)) return null;
  const [piece, ...more] = await Array.fromAsync(piecesOf(deps, { sources, subscriptions, places: NO_PLACES }));
  if (!piece || more.length > 0) return null;
  let found: Made[] = [];
  const made = await storePiece(deps, piece, async () => {
    found = await write(deps, rows, piece, subscriptions.map(stateOf).sort());
    return found;
  });
  const ids = new Set(found.map(({ id }) => id));
  const events = rows.filter(({ id }) => ids.has(id));
  if (events.length > 0) return { events, fannedOut: { ...made, failure: null } };
  for (const { tenantId } of rows) webhooks.forget(tenantId);
  return null;
};

const isSource = (row: NewEvent): row is NewEvent & SourceEvent => row.body !== null;

const write = (deps: EngineDeps, rows: readonly NewEvent[], piece: Piece, webhooks: readonly string[]) => {
  const events = withPackedBodies(deps.bodyPacking, rows);
  const derived = withPackedBodies(deps.bodyPacking, piece.derived);
  const [lone, ...more] = events;
  const isLone = more.length === 0 && derived.length === 0;
  return deps.sql<Made>(
    ...(lone && isLone
      ? STORE_LONE({ ...lone, ...leaseOf(deps), webhooks, deliveries: piece.deliveries.map(toLone) })
      : STORE_HANDED({ ...deliveriesOf(deps, piece), events, derived, webhooks })),
  );
};

const toLone = ({ subscription: { webhookUpdatedAt }, ...delivery }: Piece["deliveries"][number]) => ({
  ...delivery,
  webhookUpdatedAt,
});
