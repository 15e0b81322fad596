import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { placedAt } from "#domain/platform-types/schema-tree.ts";

const COMPONENTS = "#/components/schemas/";

const text = (description: string) => ({ type: "string", description });

const webhookOf = ({ type, title, description, details }: EventTypeView, platform: PlatformTypes) => ({
  post: {
    summary: title,
    description: `${description} ${details}`.trim(),
    requestBody: {
      required: true,
      content: { "application/json": { schema: bodySchemaOf(type, platform) } },
    },
    responses: { "2XX": { description: "Received. Bellhop tries again after any other answer." } },
  },
});

const bodySchemaOf = (name: string, { byName }: PlatformTypes) => {
  const type = findEventType(name);
  const resourceKey = type ? resourceIdKeyOf(type) : byName.get(name)?.resourceIdField;
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
      ...(resourceKey ? { [resourceKey]: text("The subject of the event") } : {}),
      data: { $ref: COMPONENTS + name },
    },
  };
};

/** Describes what receivers get, as OpenAPI 3.1 has it: one entry for each event type, with the schema of its data. */
export const describedWebhooks = (
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): Record<"webhooks" | "schemas", Record<string, Record<string, unknown>>> => {
  const types = listEventTypes(platform);
  return {
    webhooks: Object.fromEntries(types.map((view) => [view.type, webhookOf(view, platform)])),
    schemas: Object.fromEntries(
      types.map(({ type, schema, sample }) => [type, { ...placedAt(schema, COMPONENTS + type), examples: [sample] }]),
    ),
  };
};
