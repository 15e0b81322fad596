import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import { readStoredBody } from "#domain/payload-body.ts";
import type { Batch, Place, Places, Subscription, Undispatched } from "#engine/dispatch/batch.ts";
import { TAKE_EARLIER, TAKE_NAMED, UNDISPATCHED, WEBHOOKS } from "#engine/dispatch/read-batch.sql.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Bodies read at once, up to one body more. Derived bodies take several times as much. */
export const BODIES_BYTES = 8 * 1024 * 1024;

/** Reads a batch. Tenants with an ordered webhook get earlier events of the same resources too, and all sources in order. */
export const readBatch = async (
  deps: EngineDeps,
  eventIds: readonly string[],
  known?: Undispatched,
): Promise<Batch> => {
  const read = known ?? (await readUndispatched(deps, eventIds));
  const tenantIds = [...new Set(read.subscriptions.flatMap(({ ordered, tenantId }) => (ordered ? tenantId : [])))];
  if (tenantIds.length === 0) return { ...read, places: NO_PLACES };
  const rows = await deps.sql<Place & { id: string; isEarlier: boolean }>(...TAKE_EARLIER({ eventIds, tenantIds }));
  const places = new Map(rows.map(({ id, orderNo, orderAt }) => [id, { orderNo, orderAt }]));
  const earlier = rows.flatMap(({ id, isEarlier }) => (isEarlier ? id : []));
  const { sources, subscriptions } =
    earlier.length === 0 ? read : await readUndispatched(deps, [...earlier, ...eventIds]);
  // A failure between two pieces must leave the later events in the outbox, not the earlier ones.
  return {
    sources: sources.toSorted((a, b) => comparePlaces(places.get(a.id), places.get(b.id))),
    subscriptions,
    places,
  };
};

export const NO_PLACES: Places = new Map();

const comparePlaces = (a: Place | undefined, b: Place | undefined): number => {
  const difference = BigInt(a?.orderNo ?? 0) - BigInt(b?.orderNo ?? 0);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return (a?.orderAt?.getTime() ?? 0) - (b?.orderAt?.getTime() ?? 0);
};

type ReadDeps = Pick<EngineDeps, "sql" | "log">;
type UndispatchedRow = (SourceEvent & { subscriptionId: null }) | Subscription;

const readUndispatched = async (deps: ReadDeps, eventIds: readonly string[]): Promise<Undispatched> =>
  apart(deps, await deps.sql<UndispatchedRow>(...UNDISPATCHED({ eventIds, bytesMax: BODIES_BYTES })));

/** Takes the events that no process has taken, and reads them in the same statement. */
export const readNamed = async (deps: ReadDeps, named: readonly AnnouncedEvent[]): Promise<Undispatched> =>
  apart(deps, await deps.sql<UndispatchedRow>(...TAKE_NAMED({ named, bytesMax: BODIES_BYTES })));

/** Reads the active webhooks of tenants. */
export const readWebhooks = async ({ sql }: Pick<EngineDeps, "sql">, tenantIds: readonly string[]) =>
  sql<Subscription>(...WEBHOOKS({ tenantIds }));

/** An event with an unreadable body stays in the outbox, and is taken again later. Others go on. */
const apart = (deps: Pick<EngineDeps, "log">, rows: readonly UndispatchedRow[]): Undispatched => {
  const sources: SourceEvent[] = [];
  const subscriptions: Subscription[] = [];
  for (const row of rows) {
    if (row.subscriptionId !== null) {
      subscriptions.push(row);
      continue;
    }
    const { id: eventId, tenantId } = row;
    const { bytes: body } = readStoredBody(deps, row.body, { eventId, tenantId }, "its deliveries were not made");
    if (body) sources.push({ ...row, body });
  }
  return { sources, subscriptions };
};

export const totalBytes = (events: readonly { body: Uint8Array }[]) =>
  events.reduce((bytes, { body }) => bytes + body.byteLength, 0);
