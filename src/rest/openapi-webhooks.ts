import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";

const text = (description: string) => ({ type: "string", description });

const webhookOf = ({ type, title, description, details }: EventTypeView) => ({
  post: {
    summary: title,
    description: `${description} ${details}`,
    requestBody: {
      required: true,
      content: { "application/json": { schema: bodySchemaOf(type) } },
    },
    responses: { "2XX": { description: "Received. Bellhop tries again after any other answer." } },
  },
});

const bodySchemaOf = (name: string) => {
  const type = findEventType(name);
  return {
    type: "object",
    required: ["id", "event", "apiVersion", "tenantId", "timestamp", "data"],
    properties: {
      id: text("The same in every attempt"),
      event: { const: name },
      apiVersion: text("The version of the webhook"),
      tenantId: text("The business on the booking platform"),
      timestamp: { type: "string", format: "date-time", description: "When it happened" },
      test: { const: true, description: "Marks test deliveries and sandbox events" },
      ...(type ? { [resourceIdKeyOf(type)]: text("The subject of the event") } : {}),
      data: { $ref: `#/components/schemas/${name}` },
    },
  };
};

/** Describes what receivers get, as OpenAPI 3.1 has it: one entry for each event type, with the schema of its data. */
export const describedWebhooks = (): Record<"webhooks" | "schemas", Record<string, Record<string, unknown>>> => ({
  webhooks: Object.fromEntries(listEventTypes().map((view) => [view.type, webhookOf(view)])),
  schemas: Object.fromEntries(
    listEventTypes().map(({ type, schema: { $schema: _, ...schema }, sample }) => [
      type,
      { ...schema, examples: [sample] },
    ]),
  ),
});
