import { z } from "zod";
import { eventTypes } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";

export const listEventTypes = (): EventTypeView[] =>
  eventTypes.map(({ name, description, data, sample }) => ({
    type: name,
    description,
    schema: z.toJSONSchema(data, {
      override: ({ jsonSchema }) => {
        // Removes a pattern of 400 characters, which repeats what the format says.
        if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      },
    }),
    sample,
  }));
