import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { derivedTypesOf } from "#domain/event-types/catalog.ts";
import { derivedId } from "#domain/ids.ts";

export type SourceEvent = {
  id: string;
  tenantId: string;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  body: Uint8Array;
};

export type DerivedEvent = SourceEvent & { sourceEventId: string };

/**
 * The events derived from one, for the types that somebody is subscribed to. Their ids are a function of source id and
 * type, so deriving twice makes the same events.
 */
export const deriveEvents = (source: SourceEvent, isSubscribed: (event: string) => boolean): DerivedEvent[] =>
  derivedTypesOf(source.event)
    .filter(isSubscribed)
    .map((event) => {
      const id = derivedId("evt", source.id, event);
      const { data } = JSON.parse(new TextDecoder().decode(source.body)) as { data: Record<string, unknown> };
      const body = buildEventBody({ id, event, tenantId: source.tenantId, timestamp: source.occurredAt, data });
      return { ...source, id, event, body, sourceEventId: source.id };
    });
