import { z } from "zod";

export const eventTypeView = z.object({
  type: z.string(),
  family: z.string().describe("Subject of the event: data names it as <family>Id"),
  title: z.string(),
  description: z.string().describe("One line"),
  details: z.string().describe("A few sentences; empty for a type of the platform's own"),
  sentWhen: z.array(z.string()),
  notSentWhen: z.array(z.string()),
  sendable: z.boolean().describe("Whether a backend may send it; Bellhop itself makes the others"),
  derivedFrom: z
    .array(z.string())
    .describe("Types from which Bellhop makes this one, where a webhook is subscribed to it"),
  schema: z.record(z.string(), z.unknown()).describe("JSON Schema (2020-12) of data"),
  sample: z.record(z.string(), z.unknown()).describe("Example of data"),
});

export const eventTypesView = z.object({ data: z.array(eventTypeView) });

export type EventTypeView = z.output<typeof eventTypeView>;
