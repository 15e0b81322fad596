import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { derivedTypesOf } from "#domain/event-types/catalog.ts";
import { derivedId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { inTurns, type Turns } from "#domain/turns.ts";

export type SourceEvent = {
  id: string;
  tenantId: string;
  mode: Mode;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  body: Uint8Array;
  /** W3C traceparent of the request. Null = not traced. Derived events have that of their source. */
  traceParent: string | null;
};

export type DerivedEvent = SourceEvent & { sourceEventId: string };

/** A derived event as it is inserted: SQL copies the trace of its source. */
export type DerivedRow = Omit<DerivedEvent, "traceParent">;

/**
 * Derives events for the types that some webhook subscribes to. Ids follow from source id and type, so a
 * repeat makes the same events. Yields between large bodies.
 */
export const deriveEvents = async (
  source: SourceEvent,
  isSubscribed: (event: string) => boolean,
  turns: Turns,
): Promise<DerivedEvent[]> => inTurns(derive(source, isSubscribed, turns), turns);

/** Bytes parsed or written in the time of one step. */
const BYTES_PER_STEP = 32;

function* derive(
  source: SourceEvent,
  isSubscribed: (event: string) => boolean,
  { step }: Turns,
): Generator<void, DerivedEvent[]> {
  const types = derivedTypesOf(source.event).filter(isSubscribed);
  if (types.length === 0) return [];
  const steps = source.body.byteLength / BYTES_PER_STEP;
  const { data } = JSON.parse(new TextDecoder().decode(source.body)) as { data: Record<string, unknown> };
  if (step(steps)) yield;
  const derived: DerivedEvent[] = [];
  for (const event of types) {
    const id = derivedId("evt", source.id, event);
    const body = buildEventBody({
      id,
      event,
      tenantId: source.tenantId,
      timestamp: source.occurredAt,
      data,
      test: source.mode === "test",
    });
    derived.push({ ...source, id, event, body, sourceEventId: source.id });
    if (step(steps)) yield;
  }
  return derived;
}
