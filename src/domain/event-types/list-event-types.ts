import { z } from "zod";
import { eventTypes, sourcesOf } from "#domain/event-types/catalog.ts";
import type { EventType } from "#domain/event-types/define-event-type.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";

/** Keeps the views, because their schemas take 20 ms. */
export const listEventTypes = (): readonly EventTypeView[] => {
  views ??= eventTypes.map(toView);
  return views;
};

let views: readonly EventTypeView[] | undefined;

const toView = (type: EventType): EventTypeView => ({
  type: type.name,
  family: type.family,
  title: type.title,
  description: type.description,
  details: type.details,
  sentWhen: [...type.sentWhen],
  notSentWhen: [...type.notSentWhen],
  sendable: type.sendable,
  derivedFrom: sourcesOf(type),
  schema: schemaOf(type),
  sample: type.sample,
});

const schemaOf = ({ data }: EventType) =>
  z.toJSONSchema(data, {
    override: ({ jsonSchema }) => {
      // Removes a pattern of 400 characters, which repeats what the format says.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
