import { z } from "zod";
import { exampleOf, type JsonSchema } from "#features/documents/json-schema.ts";

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema }));

const operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).min(1),
  summary: z.string(),
  security: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  parameters: z.array(
    z.object({ name: z.string(), in: z.string(), required: z.boolean(), description: z.string().optional(), schema }),
  ),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});

/** Parts of an OpenAPI document that the reference shows. */
export const apiDocument = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

export type ApiDocument = z.output<typeof apiDocument>;
export type ApiOperation = z.output<typeof operation> & { method: string; path: string };

/** Groups the operations of a document by tag, in the order of the document. */
export const operationsByTag = ({ paths }: ApiDocument): [string, ApiOperation[]][] => {
  const groups = new Map<string, ApiOperation[]>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, one] of Object.entries(methods)) {
      const [tag = ""] = one.tags;
      groups.set(tag, [...(groups.get(tag) ?? []), { ...one, method: method.toUpperCase(), path }]);
    }
  return [...groups];
};

export const bodySchemaOf = ({ requestBody }: ApiOperation): JsonSchema | null =>
  requestBody?.content["application/json"]?.schema ?? null;

/** First successful response, with the schema of its body. */
export const answerOf = ({ responses }: ApiOperation): { status: string; schema: JsonSchema | null } => {
  const [status = "200", answer] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? [];
  return { status, schema: Object.values(answer?.content ?? {})[0]?.schema ?? null };
};

/** Writes a call that runs as it stands once `$API_KEY` is set and ids are put in. */
export const curlOf = (one: ApiOperation, { components }: ApiDocument, baseUrl: string): string => {
  const body = bodySchemaOf(one);
  const isOpen = one.security?.length === 0;
  const lines = [
    `curl ${one.method === "GET" ? "" : `-X ${one.method} `}"${baseUrl}${one.path}"`,
    ...(isOpen ? [] : [`-H "Authorization: Bearer $API_KEY"`]),
    ...(body ? [`-H "Content-Type: application/json"`, `-d '${shellText(exampleOf(body, components.schemas))}'`] : []),
  ];
  return lines.join(" \\\n  ");
};

/** Ends and begins the quotes around an apostrophe, as a shell needs it. */
const shellText = (value: unknown) => JSON.stringify(value, null, 2).replaceAll("'", `'\\''`);
