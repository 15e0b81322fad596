/** JSON Schema as our OpenAPI document writes it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export type Components = Record<string, JsonSchema>;

export type SchemaField = { name: string; type: string; isRequired: boolean; meaning: string };

const DEPTH_MAX = 6;
const REF = "#/components/schemas/";

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** Follows a reference; an unknown one gives an empty schema. */
export const resolved = (schema: JsonSchema, components: Components): JsonSchema => {
  const { $ref } = schema;
  return typeof $ref === "string" && $ref.startsWith(REF) ? (components[$ref.slice(REF.length)] ?? {}) : schema;
};

const variantsOf = (schema: JsonSchema): JsonSchema[] => [...listOf(schema.anyOf), ...listOf(schema.oneOf)];

/** Writes a type in words: `text`, `list of Webhook`, `"live" or "test"`, `number or null`. */
export const typeText = (schema: JsonSchema): string => {
  const { $ref, type, enum: options, const: only, items, format } = schema;
  if (typeof $ref === "string") return $ref.slice(REF.length);
  if (Array.isArray(options)) return options.map((option) => JSON.stringify(option)).join(" or ");
  if (only !== undefined) return JSON.stringify(only);
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.map(typeText))].join(" or ");
  if (type === "array") return `list of ${isSchema(items) ? typeText(items) : "anything"}`;
  if (type === "string") return format === "date-time" ? "instant" : "text";
  return typeof type === "string" ? type : "anything";
};

const LIMITS: readonly [string, (value: string) => string][] = [
  ["default", (value) => `default ${value}`],
  ["minimum", (value) => `at least ${value}`],
  ["maximum", (value) => `at most ${value}`],
  ["maxLength", (value) => `at most ${value} characters`],
  ["maxItems", (value) => `at most ${value} entries`],
];

/** Largest numbers of JSON are no limit that a person would reach. */
const isLimit = (value: unknown) =>
  value !== undefined && value !== null && value !== "" && Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER;

const limitsText = (schema: JsonSchema): string =>
  LIMITS.filter(([key]) => isLimit(schema[key]))
    .map(([key, told]) => told(JSON.stringify(schema[key])))
    .join(", ");

/** Lists the fields of an object, or of the entries of a list; those of nested objects under dotted names. */
export const fieldsOf = (schema: JsonSchema, components: Components, path = "", depth = 0): SchemaField[] => {
  const own = resolved(schema, components);
  const variants = variantsOf(own);
  if (variants.length > 0) return uniqueFields(variants.flatMap((one) => fieldsOf(one, components, path, depth)));
  if (own.type === "array" && isSchema(own.items)) return fieldsOf(own.items, components, path && `${path}[]`, depth);
  const { properties } = own;
  if (!isSchema(properties) || depth > DEPTH_MAX) return [];
  const required = Array.isArray(own.required) ? own.required : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isSchema(property)) return [];
    const at = path ? `${path}.${name}` : name;
    const meaning = [property.description, limitsText(property)].filter(Boolean).join(" · ");
    const field = { name: at, type: typeText(property), isRequired: required.includes(name), meaning };
    return [field, ...fieldsOf(property, components, at, depth + 1)];
  });
};

const uniqueFields = (fields: SchemaField[]): SchemaField[] => [
  ...new Map(fields.map((field) => [field.name, field])).values(),
];

/** Makes an example value: the schema's own one, else a plain value of its type. */
export const exampleOf = (schema: JsonSchema, components: Components, depth = 0): unknown => {
  const own = resolved(schema, components);
  const { examples, default: fallback, enum: options, const: only, type, items, format, properties } = own;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (only !== undefined) return only;
  if (Array.isArray(options)) return options[0];
  if (fallback !== undefined && fallback !== null) return fallback;
  const [variant] = variantsOf(own);
  if (variant) return exampleOf(variant, components, depth);
  if (type === "array") return isSchema(items) && depth < DEPTH_MAX ? [exampleOf(items, components, depth + 1)] : [];
  if (type === "string") return format === "date-time" ? "2026-12-05T10:00:00.000Z" : "…";
  if (type === "integer" || type === "number")
    return typeof own.minimum === "number" && own.minimum > 0 ? own.minimum : 0;
  if (type === "boolean") return true;
  if (!isSchema(properties) || depth >= DEPTH_MAX) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      isSchema(property) ? exampleOf(property, components, depth + 1) : null,
    ]),
  );
};
