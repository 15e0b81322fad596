import { EVENT_NAME_COMPONENTS } from "#rest/components.ts";

const text = (description: string) => ({ type: "string", description });
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const refused = (description: string) => ({ description, ...json({ $ref: "#/components/schemas/IntakeRefusal" }) });

const EVENT = "#/components/schemas/InngestEvent";

/** Describes `POST /e/{eventKey}`, which answers in the format of Inngest's SDK and is no route of this API. */
export const intakePaths: Record<string, Record<string, unknown>> = {
  "/e/{eventKey}": {
    post: {
      operationId: "sendInngestEvents",
      tags: ["Events"],
      summary: "Accepts events of any tenant in the format of Inngest's SDK. 200 means that all are stored.",
      description:
        "The event key stands in the path, so no API key is needed. All events of a request are stored, or none. Repeats of an event " +
        "with the same id are stored once.",
      security: [],
      parameters: [
        {
          name: "eventKey",
          in: "path",
          required: true,
          description: "A value of the setting EVENT_KEY or EVENT_KEYS",
          schema: { type: "string" },
        },
        {
          name: "x-inngest-event-id-seed",
          in: "header",
          required: false,
          description: "Set by the SDK: gives events without an id the same id in each repeat of the request",
          schema: { type: "string" },
        },
        {
          name: "x-inngest-env",
          in: "header",
          required: false,
          description: "Refused when it is not the environment of this installation (INNGEST_ENV)",
          schema: { type: "string" },
        },
      ],
      requestBody: {
        required: true,
        ...json({ anyOf: [{ $ref: EVENT }, { type: "array", maxItems: 1_000, items: { $ref: EVENT } }] }),
      },
      responses: {
        200: { description: "Stored.", ...json({ $ref: "#/components/schemas/IntakeAnswer" }) },
        400: refused(
          "An event is not valid, of an unknown type or of an unknown tenant. Nothing is stored; do not repeat.",
        ),
        401: refused("The event key is unknown."),
        408: refused("The body came too slowly."),
        413: refused("Over 10 MiB or 1,000 events a request, or 256 KiB an event."),
        415: refused("Not JSON, or a content encoding that is not taken."),
        429: refused("Over the rate of a tenant. Repeat after Retry-After."),
        500: refused("A fault of Bellhop. Nothing is stored; repeat."),
        503: refused("The database is away. Repeat after Retry-After; events with an id are stored once."),
      },
    },
  },
};

/** Schemas of `intakePaths`. */
export const intakeSchemas: Record<string, Record<string, unknown>> = {
  InngestEvent: {
    type: "object",
    required: ["name", "data"],
    properties: {
      id: { ...text("ID of the backend. Events with the same ID are stored once"), minLength: 1, maxLength: 200 },
      name: { $ref: `#/components/schemas/${EVENT_NAME_COMPONENTS.sent}` },
      data: {
        type: "object",
        required: ["tenantId"],
        additionalProperties: true,
        description: "Data of the event type, and the tenant",
        properties: {
          tenantId: text("ID of the tenant"),
          $mode: {
            type: "string",
            enum: ["live", "test"],
            description: "test: an event of test mode, sent to test webhooks only. Default: live",
          },
        },
      },
      ts: {
        type: "integer",
        minimum: 0,
        description: "When the event happened, or when to send it; in milliseconds since 1970",
      },
    },
  },
  IntakeAnswer: {
    type: "object",
    required: ["ids", "status"],
    properties: {
      ids: { type: "array", items: { type: "string" }, description: "IDs of Bellhop, in the order of the events" },
      status: { type: "integer", const: 200 },
    },
  },
  IntakeRefusal: {
    type: "object",
    required: ["error", "status"],
    properties: {
      error: text("What is wrong, and with which event and field"),
      status: { type: "integer" },
      errors: {
        type: "array",
        items: {
          type: "object",
          required: ["path", "message"],
          properties: { path: { type: "string" }, message: { type: "string" } },
        },
      },
    },
  },
};
