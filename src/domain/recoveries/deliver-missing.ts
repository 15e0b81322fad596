import { withPackedBodies } from "#domain/body-packing.ts";
import type { Deps } from "#domain/context.ts";
import { conversionOf, versionOfBody } from "#domain/event-types/body-version.ts";
import { type DerivedEvent, deriveEvents } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { orderLaneOf } from "#domain/order-lane.ts";
import { readStoredBody } from "#domain/payload-body.ts";
import { DELIVER_MISSING, FIND_MISSING } from "#domain/recoveries/deliver-missing.sql.ts";
import { eventWindow, wantedEvents } from "#domain/recoveries/event-window.ts";
import { SCAN } from "#domain/recoveries/recoverable.sql.ts";
import { type RunningRecovery, type Step, toContinued, type WrittenRow } from "#domain/recoveries/running-recovery.ts";
import { createTurns } from "#domain/turns.ts";

type Missing = {
  id: string;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  dueAt: Date | null;
  orderNo: string;
  needsDelivery: boolean;
  needsDerived: string[];
  body: Uint8Array;
};

/** `id` is null when no event is missing. `isCut`: more events are missing. */
type Found = { last: string | null; seen: number; isCut: boolean } & (Missing | { id: null });

/** Creates missing deliveries and derived events. The cursor always moves, also past an event whose body is unreadable. */
export const deliverMissing = async (
  deps: Pick<Deps, "sql" | "clock" | "log" | "bodyPacking">,
  recovery: RunningRecovery,
  limit: number,
): Promise<Step> => {
  const { recoveryId, tenantId, subscriptionId, mode, eventCursor, eventsEnd, spacingMs } = recovery;
  const window = eventWindow(eventCursor, recovery);
  const found = await deps.sql<Found>(
    ...FIND_MISSING({ tenantId, subscriptionId, ...window, ...wantedEvents(recovery), limit }),
  );
  const missing = found.flatMap((row) => {
    const { id: eventId } = row;
    if (eventId === null) return [];
    const { bytes: body } = readStoredBody(deps, row.body, { eventId, tenantId }, "a recovery left it out");
    return body ? [{ ...row, body }] : [];
  });
  const [page] = found;
  const cursor = (page?.isCut ? found.at(-1)?.id : page?.seen === SCAN ? page.last : null) ?? eventsEnd;
  const derived = await deriveMissing({ tenantId, mode }, missing);
  const now = deps.clock().getTime();
  const wanted = [...missing.filter(({ needsDelivery }) => needsDelivery), ...derived].map((event) => ({
    deliveryId: newId("dlv", now),
    eventId: event.id,
    event: event.event,
    variant: conversionOf(versionOfBody(event.body), recovery.apiVersion),
    orderLane: recovery.ordered ? orderLaneOf(event) : null,
    orderNo: event.orderNo,
    orderAt: event.dueAt,
  }));
  const isLast = cursor === eventsEnd;
  const rows = await deps.sql<WrittenRow>(
    ...DELIVER_MISSING({
      recoveryId,
      eventCursor,
      cursor,
      tenantId,
      mode,
      subscriptionId,
      spacingMs,
      isLast,
      derived: withPackedBodies(deps.bodyPacking, derived).map((event) => ({ ...event, orderNumber: event.orderNo })),
      wanted,
    }),
  );
  return toContinued(recovery, rows);
};

const deriveMissing = async (recovery: Pick<RunningRecovery, "tenantId" | "mode">, missing: readonly Missing[]) => {
  const { tenantId, mode } = recovery;
  const turns = createTurns();
  const derived: (DerivedEvent & Pick<Missing, "dueAt" | "orderNo">)[] = [];
  for (const { needsDerived, needsDelivery: _, dueAt, orderNo, ...source } of missing)
    for (const event of await deriveEvents(
      { ...source, tenantId, mode, traceParent: null },
      (type) => needsDerived.includes(type),
      turns,
    ))
      derived.push({ ...event, dueAt, orderNo });
  return derived;
};
