import { API_VERSIONS } from "#domain/event-types/api-version.schema.ts";
import { findEventType, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { placedAt } from "#domain/platform-types/schema-tree.ts";
import { withPortablePatterns } from "#rest/describe-schema.ts";
import { olderDataSchema } from "#rest/older-data-schema.ts";
import { deliveryAnswers, deliveryHeaderRefs } from "#rest/openapi-deliveries.ts";

const COMPONENTS = "#/components/schemas/";
const [OLDER, NEWEST] = API_VERSIONS;

const text = (description: string) => ({ type: "string", description });
const olderName = (type: string) => `${type}_${OLDER}`;

const webhookOf = (view: EventTypeView, platform: PlatformTypes) => ({
  post: {
    operationId: `received.${view.type}`,
    tags: ["Received"],
    summary: view.title,
    description: `${view.description} ${view.details}`.trim(),
    security: [],
    parameters: deliveryHeaderRefs,
    requestBody: {
      required: true,
      content: { "application/json": { schema: bodySchemaOf(view, platform) } },
    },
    responses: deliveryAnswers,
  },
});

/** Lists one body for each version whose data differ. */
const bodySchemaOf = ({ type, schema }: EventTypeView, platform: PlatformTypes) => {
  const resourceKey = resourceKeyOf(type, platform);
  if (!olderDataSchema(type, schema)) return bodyOf(type, type, { version: { enum: API_VERSIONS }, resourceKey });
  return {
    oneOf: [
      bodyOf(type, type, { version: { const: NEWEST }, resourceKey }),
      bodyOf(type, olderName(type), { version: { const: OLDER }, resourceKey }),
    ],
  };
};

const bodyOf = (
  name: string,
  data: string,
  { version, resourceKey }: { version: object; resourceKey: string | null },
) => {
  return {
    type: "object",
    required: ["id", "event", "apiVersion", "tenantId", "timestamp", "data"],
    properties: {
      id: text("The same in every attempt"),
      event: { type: "string", const: name },
      apiVersion: { ...text("The version of the webhook"), ...version },
      tenantId: text("The business on the booking platform"),
      timestamp: { type: "string", format: "date-time", description: "When it happened" },
      test: { type: "boolean", const: true, description: "Marks test deliveries and sandbox events" },
      ...(resourceKey ? { [resourceKey]: text("The subject of the event") } : {}),
      data: { $ref: COMPONENTS + data },
    },
  };
};

const resourceKeyOf = (name: string, { byName }: PlatformTypes): string | null => {
  const type = findEventType(name);
  return type ? resourceIdKeyOf(type) : (byName.get(name)?.resourceIdField ?? null);
};

const dataSchemasOf = ({ type, schema: given, sample }: EventTypeView) => {
  const schema = placedAt(withPortablePatterns(given), COMPONENTS + type);
  const older = olderDataSchema(type, schema);
  return [[type, { ...schema, examples: [sample] }] as const, ...(older ? [[olderName(type), older] as const] : [])];
};

/** Describes what receivers get, as OpenAPI 3.1 has it: one entry for each event type, with the data of each version. */
export const describedWebhooks = (
  platform: PlatformTypes = NO_PLATFORM_TYPES,
): Record<"webhooks" | "schemas", Record<string, Record<string, unknown>>> => {
  const types = listEventTypes(platform);
  return {
    webhooks: Object.fromEntries(types.map((view) => [view.type, webhookOf(view, platform)])),
    schemas: Object.fromEntries(types.flatMap(dataSchemasOf)),
  };
};
