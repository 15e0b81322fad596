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
        // A date-time's pattern has 400 characters and says no more than its format's name.
        if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      },
    }),
    sample,
  }));
