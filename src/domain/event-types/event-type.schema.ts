import { z } from "zod";

/** `schema` is the JSON Schema (2020-12) of `data`. */
export const eventTypeView = z.object({
  type: z.string(),
  description: z.string(),
  schema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
});

export const eventTypesView = z.object({ data: z.array(eventTypeView) });

export type EventTypeView = z.output<typeof eventTypeView>;
