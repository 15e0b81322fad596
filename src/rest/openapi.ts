import { z } from "zod";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { wildcardsWith } from "#domain/event-types/wildcards.ts";
import { KEY_LENGTH_MAX } from "#rest/answer-once.ts";
import { answerComponents, bodyComponents, EVENT_NAME_COMPONENTS, SEND_EVENT } from "#rest/components.ts";
import { describeAnswer, describeBody, describeParameter } from "#rest/describe-schema.ts";
import { deliveryHeaders } from "#rest/openapi-deliveries.ts";
import { intakePaths, intakeSchemas } from "#rest/openapi-intake.ts";
import { describedWebhooks } from "#rest/openapi-webhooks.ts";
import { PROBLEM_TITLES, type ProblemStatus, problem } from "#rest/problem.ts";
import { type DescribedRoute as Route, takesIdempotencyKey } from "#rest/route.ts";

type JsonSchema = Record<string, unknown>;

const COMPONENTS = "#/components/schemas/";

const header = (description: string) => ({ description, schema: { type: "integer" } });
const RATE_LIMIT_HEADERS = {
  "RateLimit-Limit": header("Requests allowed in one window"),
  "RateLimit-Remaining": header("Requests left in this window"),
  "RateLimit-Reset": header("Seconds until the full number is allowed again"),
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A new value for each request, the same value for its repeats. For 24 hours a repeat gets the first response again (a success or " +
    "a conflict), and nothing is done twice.",
  schema: { type: "string", minLength: 1, maxLength: KEY_LENGTH_MAX, pattern: "^[\\x21-\\x7e]+$" },
};
const REPLAYED_HEADER = {
  "Idempotent-Replayed": { description: "`true` on a repeated response", schema: { type: "string" } },
};

const TAGS = [
  { name: "Webhooks", description: "URLs of a tenant that receive events" },
  { name: "Deliveries", description: "What was sent to each webhook, and the response" },
  { name: "Events", description: "What happened, and how to send events" },
  { name: "Privacy and audit", description: "Erasing data, and who changed what" },
  { name: "Schemas", description: "Event types, and this document" },
  { name: "Received", description: "Requests that Bellhop sends to an endpoint" },
];

/** Builds the OpenAPI 3.1 document from the schemas that also validate input and type responses. */
export const openApiDocument = (routes: readonly Route[], platform: PlatformTypes = NO_PLATFORM_TYPES) => {
  const first = namedSchemas(answerComponents, routes, ({ answer }) => answer, "Answer");
  const answers = namedSchemas(first, routes, ({ otherwise }) => otherwise?.answer ?? null, "OtherAnswer");
  const bodies = namedSchemas(bodyComponents, routes, (route) => bodyOf(route) ?? null, "Body");
  const received = describedWebhooks(platform);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route, answers, bodies);
    paths[route.path] = operations;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Webhook API",
      version: "1",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description:
        "Register webhooks, read the delivery log, send events. /api/v1/webhooks… answers the same as " +
        "/v1/tenant-admin/webhooks…. Lists are newest first; pass nextCursor as cursor to go on.",
    },
    servers: [{ url: "/", description: "The host that serves this document" }],
    security: [{ apiKey: [] }],
    tags: TAGS,
    paths: { ...paths, ...intakePaths },
    webhooks: received.webhooks,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key: mwk_live_…, or mwk_test_… for test objects only",
        },
      },
      parameters: deliveryHeaders,
      schemas: {
        ...componentsOf(answers, "output"),
        ...withDataOfTypes(withEventNames(componentsOf(bodies, "input"), platform), sendable(platform)),
        ...intakeSchemas,
        ...received.schemas,
      },
    },
  };
};

/** Keeps a document until event types of the platform change, because its schemas take tens of milliseconds. */
export const keepDocument = <Document>(
  build: (platform: PlatformTypes) => Document,
): ((platform: PlatformTypes) => Document) => {
  let made: { document: Document; versions: string } | undefined;
  return (platform) => {
    const versions = [...platform.byName.values()].map(({ name, version }) => `${name} ${version}`).join();
    if (made?.versions !== versions) made = { document: build(platform), versions };
    return made.document;
  };
};

const sendable = (platform: PlatformTypes): string[] =>
  listEventTypes(platform)
    .filter((type) => type.sendable)
    .map(({ type }) => type);

/** Lists the names that exist now; the schemas themselves are text, since `check-event-name.ts` explains what is wrong with a name. */
const withEventNames = (schemas: Record<string, JsonSchema>, platform: PlatformTypes): Record<string, JsonSchema> => {
  const known = listEventTypes(platform).map(({ type }) => type);
  const named = (names: readonly string[]) => ({ type: "string", enum: names });
  return {
    ...schemas,
    [EVENT_NAME_COMPONENTS.subscribed]: named([...wildcardsWith(platform), ...known]),
    [EVENT_NAME_COMPONENTS.tested]: named(known),
    [EVENT_NAME_COMPONENTS.sent]: named(sendable(platform)),
  };
};

/** Writes one event for each type, with the data of its type. */
const withDataOfTypes = (schemas: Record<string, JsonSchema>, names: readonly string[]): Record<string, JsonSchema> => {
  const { properties, ...event } = schemas[SEND_EVENT] ?? {};
  const variants = names.map((name) => ({
    ...event,
    title: `Event ${name}`,
    properties: { ...(properties ?? {}), event: { type: "string", const: name }, data: { $ref: COMPONENTS + name } },
  }));
  return { ...schemas, [SEND_EVENT]: { oneOf: variants } };
};

const namedSchemas = (
  given: ReadonlyMap<z.ZodType, string>,
  routes: readonly Route[],
  pick: (route: Route) => z.ZodType | null,
  suffix: string,
): ReadonlyMap<z.ZodType, string> => {
  const names = new Map(given);
  for (const route of routes) {
    const schema = pick(route);
    const { operationId } = route;
    if (schema && !names.has(schema))
      names.set(schema, `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}${suffix}`);
  }
  return names;
};

const componentsOf = (names: ReadonlyMap<z.ZodType, string>, io: "input" | "output"): Record<string, JsonSchema> => {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const override = io === "input" ? describeBody : describeAnswer;
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => COMPONENTS + id, override });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema as JsonSchema]),
  );
};

type Names = ReadonlyMap<z.ZodType, string>;

const operationOf = (route: Route, answers: Names, bodies: Names) => ({
  operationId: route.operationId,
  tags: [route.tag],
  summary: route.summary,
  ...(route.scope === null ? { security: [] } : { description: `Needs the scope \`${route.scope}\`.` }),
  parameters: [
    ...parametersOf(route.input.params, "path"),
    ...parametersOf(route.input.query, "query"),
    ...(takesIdempotencyKey(route) ? [IDEMPOTENCY_KEY] : []),
  ],
  ...requestBodyOf(bodyOf(route), bodies),
  responses: {
    [route.status]: {
      description: "Done.",
      ...(route.limit
        ? { headers: { ...RATE_LIMIT_HEADERS, ...(takesIdempotencyKey(route) ? REPLAYED_HEADER : {}) } }
        : {}),
      ...(route.streams
        ? { content: Object.fromEntries(route.streams.map((type) => [type, { schema: { type: "string" } }])) }
        : {}),
      ...(route.answer ? { content: { "application/json": { schema: refTo(answers, route.answer) } } } : {}),
    },
    ...(route.otherwise
      ? {
          [route.otherwise.status]: {
            description: route.otherwise.description,
            content: { "application/json": { schema: refTo(answers, route.otherwise.answer) } },
          },
        }
      : {}),
    ...Object.fromEntries(problemsOf(route).map((status) => [status, problemResponse(status, route, answers)])),
  },
});

const parametersOf = (schema: z.ZodObject | undefined, place: "path" | "query") => {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", override: describeParameter });
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === "boolean") return [];
    const { description, ...rest } = property;
    return { name, in: place, required: required.includes(name), description, schema: rest };
  });
};

const requestBodyOf = (schema: z.ZodType | undefined, bodies: Names) =>
  schema
    ? {
        requestBody: {
          required: !schema.safeParse(undefined).success,
          content: { "application/json": { schema: refTo(bodies, schema) } },
        },
      }
    : {};

const refTo = (names: Names, schema: z.ZodType) => ({ $ref: COMPONENTS + names.get(schema) });

const bodyOf = ({ input, takesEvents }: Route): z.ZodType | undefined => takesEvents ?? input.body;

/** Lists the problem statuses of a route. 405 belongs to a path, so it is not listed. */
const problemsOf = (route: Route): ProblemStatus[] => {
  const { input, scope, conflict } = route;
  const takesKey = takesIdempotencyKey(route);
  return [
    ...(input.body ? ([400, 408, 413, 415] as const) : []),
    ...(scope ? ([401, 403] as const) : []),
    ...(input.params || route.bodyNamesObject ? ([404] as const) : []),
    ...(conflict || takesKey ? ([409] as const) : []),
    ...(input.body || input.query || takesKey || hasRules(input.params) ? ([422] as const) : []),
    ...(scope ? ([429, 500, 503] as const) : []),
  ];
};

/** Parameters that have a form, such as the scope of a pause, are refused with 422. Any id is looked up. */
const hasRules = (params: z.ZodObject | undefined): boolean =>
  params !== undefined &&
  !params.safeParse(Object.fromEntries(Object.keys(params.shape).map((name) => [name, ""]))).success;

const conflictOf = (route: Route): string =>
  [
    ...(route.conflict ? [route.conflict] : []),
    ...(takesIdempotencyKey(route)
      ? ["The first request with this Idempotency-Key is under way (then with Retry-After)."]
      : []),
  ].join(" Or: ");

const problemResponse = (status: ProblemStatus, route: Route, answers: Names) => ({
  description: status === 409 ? conflictOf(route) : PROBLEM_TITLES[status],
  ...(status === 429 || status === 503 || (status === 409 && takesIdempotencyKey(route))
    ? {
        headers: {
          "Retry-After": header("Seconds to wait"),
          ...(status === 429 ? RATE_LIMIT_HEADERS : {}),
        },
      }
    : {}),
  content: { "application/problem+json": { schema: refTo(answers, problem) } },
});
