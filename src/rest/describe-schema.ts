type JsonSchema = Record<string, unknown>;
type Given = { jsonSchema: JsonSchema };

/** Changes a schema of an answer, as `z.toJSONSchema` made it, for tools that read OpenAPI. */
export const describeAnswer = ({ jsonSchema }: Given): void => {
  // Date-time patterns have 400 characters and say no more than the format.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (typeof jsonSchema.pattern === "string") jsonSchema.pattern = portablePattern(jsonSchema.pattern);
};

/** Changes a schema of a parameter. Text without a rule of its own may hold all but NUL, which PostgreSQL refuses. */
export const describeParameter = ({ jsonSchema }: Given): void => {
  describeAnswer({ jsonSchema });
  const { type, pattern, format } = jsonSchema;
  if (type === "string" && !pattern && !format && !jsonSchema.enum) jsonSchema.pattern = "^[^\\x00]*$";
};

/**
 * Changes a schema of a body. A default goes into the description: openapi-typescript takes a field with a default for one that is
 * always there, so that clients would have to send it.
 */
export const describeBody = ({ jsonSchema }: Given): void => {
  describeAnswer({ jsonSchema });
  if (!("default" in jsonSchema)) return;
  const { description, default: given } = jsonSchema;
  delete jsonSchema.default;
  const meaning = typeof description === "string" ? `${description.replace(/\.$/, "")}. ` : "";
  jsonSchema.description = `${meaning}Default: ${JSON.stringify(given)}.`;
};

/** Copies a schema with patterns that every tool knows. */
export const withPortablePatterns = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "pattern" && typeof value === "string" ? portablePattern(value) : value,
  );

/** Writes out classes of characters that Python and RE2 do not know. Neither knows surrogates in a class either. */
const portablePattern = (pattern: string): string =>
  pattern
    .replaceAll("\\p{Cc}", "\\x00-\\x1f\\x7f-\\x9f")
    .replaceAll("\\p{Cs}", "")
    .replaceAll(/\\0(?!\d)/g, "\\x00");
