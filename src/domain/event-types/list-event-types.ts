import { z } from "zod";
import { eventTypes } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";

/** All types as tenants and their developers read them. */
export const listEventTypes = (): EventTypeView[] =>
  eventTypes.map(({ name, description, data, sample }) => ({
    type: name,
    description,
    schema: z.toJSONSchema(data, {
      override: ({ jsonSchema }) => {
        // The pattern behind a date-time is 400 characters that say no more than the format's name.
        if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      },
    }),
    sample,
  }));
