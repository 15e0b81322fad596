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

/** Writes a type in words: `string`, `list of Webhook`, `"live" or "test"`, `number or null`. */
export const typeText = (schema: JsonSchema): string => typesOf(schema).join(" or ");

/** Components that list the names of event types: their own names would say nothing to a reader. */
const EVENT_NAMES: readonly string[] = ["SubscribedEvent", "TestedEvent", "SentEvent"];

const refText = (name: string): string => (EVENT_NAMES.includes(name) ? "event type" : name);

/** Lists the types that a value may have, each once and in words. */
const typesOf = (schema: JsonSchema): string[] => {
  const { $ref, type, enum: options, const: only, items, format } = schema;
  if (typeof $ref === "string") return [refText($ref.slice(REF.length))];
  if (Array.isArray(options)) return options.map((option) => JSON.stringify(option));
  if (only !== undefined) return [JSON.stringify(only)];
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.flatMap(typesOf))];
  if (type === "array") return [`list of ${isSchema(items) ? listedText(items) : "anything"}`];
  if (Array.isArray(type)) return type.flatMap((one) => typesOf({ ...schema, type: one }));
  if (type === "string") return [format === "date-time" ? "date and time" : "string"];
  return [typeof type === "string" ? type : "anything"];
};

const listedText = (items: JsonSchema): string => {
  const text = typeText(items);
  return ONE_AND_MANY.get(text) ?? text;
};

const ONE_AND_MANY: ReadonlyMap<string, string> = new Map([
  ["event type", "event types"],
  ["string", "strings"],
  ["object", "objects"],
]);

const LIMITS: readonly [string, (value: string) => string][] = [
  ["minimum", (value) => `at least ${value}`],
  ["maximum", (value) => `at most ${value}`],
  ["maxLength", (value) => `at most ${value} characters`],
  ["maxItems", (value) => `at most ${value} entries`],
];

/** Largest numbers of JSON and of a column, which no person would reach. */
const NO_LIMITS: readonly number[] = [Number.MAX_SAFE_INTEGER, 2_147_483_647];

const limitsText = (schema: JsonSchema): string => {
  const isFixed = schema.format === "date-time" || Array.isArray(schema.enum);
  const bounds = LIMITS.flatMap(([key, told]) => {
    const value = schema[key];
    if (typeof value !== "number" || NO_LIMITS.includes(Math.abs(value)) || (isFixed && key === "maxLength")) return [];
    return told(value.toLocaleString("en-US"));
  }).join(", ");
  return bounds.charAt(0).toUpperCase() + bounds.slice(1);
};

const defaultText = ({ default: value }: JsonSchema): string =>
  value === undefined || value === null || value === "" ? "" : `Default: ${JSON.stringify(value)}`;

/** Schema of the values but null; its words are those of the whole. */
const besideNull = (schema: JsonSchema): JsonSchema | undefined => {
  const [one, ...others] = variantsOf(schema).filter(({ type }) => type !== "null");
  return others.length === 0 ? one : undefined;
};

/** Describes a value in sentences: its meaning, its default and its limits. */
export const meaningText = (schema: JsonSchema, description = schema.description): string => {
  const value = besideNull(schema);
  const all = { ...value, ...schema };
  return [value?.description, description, defaultText(all), limitsText(all)]
    .filter((part) => typeof part === "string" && part !== "")
    .map((part) => `${String(part).replace(/\.$/, "")}.`)
    .join(" ");
};

/** Lists the fields of an object, or of the entries of a list; those of nested objects under dotted names. */
export const fieldsOf = (schema: JsonSchema, components: Components): SchemaField[] =>
  typedFieldsOf(schema, components).map(({ types, isJoined, ...field }) => ({
    ...field,
    type: isJoined ? joinTypes(types) : types.join(" or "),
  }));

type TypedField = Omit<SchemaField, "type"> & { types: readonly string[]; isJoined: boolean };

const typedFieldsOf = (schema: JsonSchema, components: Components, path = "", depth = 0): TypedField[] => {
  const own = resolved(schema, components);
  const variants = variantsOf(own);
  if (variants.length > 0) {
    const { anyOf: _, oneOf: __, ...shared } = own;
    return uniqueFields([shared, ...variants].flatMap((one) => typedFieldsOf(one, components, path, depth)));
  }
  if (own.type === "array" && isSchema(own.items))
    return typedFieldsOf(own.items, components, path && `${path}[]`, depth);
  const { properties } = own;
  if (!isSchema(properties) || depth > DEPTH_MAX) return [];
  const required = Array.isArray(own.required) ? own.required : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isSchema(property) || isForbidden(property)) return [];
    const at = path ? `${path}.${name}` : name;
    const field = {
      name: at,
      types: typesOf(property),
      isJoined: false,
      isRequired: required.includes(name),
      meaning: meaningText(property),
    };
    return [field, ...typedFieldsOf(property, components, at, depth + 1)];
  });
};

/** No value fits `not: {}`: the field may not be sent. */
const isForbidden = ({ not }: JsonSchema): boolean => isSchema(not) && Object.keys(not).length === 0;

/** Types of a joined field that are named; the type of an event has dozens. */
const TYPES_SHOWN_MAX = 8;

/** Joins the fields of all variants by name. A field is required only where each variant that has it requires it. */
const uniqueFields = (fields: TypedField[]): TypedField[] =>
  withoutMixed(
    [...Map.groupBy(fields, ({ name }) => name)].map(([name, same]) => ({
      name,
      types: same.flatMap(({ types }) => types),
      isJoined: true,
      isRequired: same.every(({ isRequired }) => isRequired),
      meaning: same.find(({ meaning }) => meaning !== "")?.meaning ?? "",
    })),
  );

/** Leaves out the fields of an object that has one schema for each event type: mixed, they would fit no event. */
const withoutMixed = (fields: TypedField[]): TypedField[] => {
  const inside = (field: TypedField) => fields.filter(({ name }) => name.startsWith(`${field.name}.`));
  const mixed = fields.filter((field) => new Set(field.types).size > TYPES_SHOWN_MAX && inside(field).length > 0);
  const left = new Set(mixed.flatMap(inside));
  return fields
    .filter((field) => !left.has(field))
    .map((field) =>
      mixed.includes(field)
        ? { ...field, types: ["object"], meaning: "Fields of the event type: see the page Event types." }
        : field,
    );
};

/** Joins types: each once, `null` last. */
const joinTypes = (types: readonly string[]): string => {
  const all = [...new Set(types)].sort((a, b) => Number(a === "null") - Number(b === "null"));
  if (all.length <= TYPES_SHOWN_MAX) return all.join(" or ");
  const named = all.slice(0, 3);
  return `${named.join(", ")} or ${all.length - named.length} others`;
};

/** URL of examples only: clients that test an API with the examples of its description would call it. */
const EXAMPLE_URL = "https://example.com/hooks";

/**
 * Makes an example value: the schema's own one, else a plain value of its type. Leaves optional fields out that have a default, which
 * whoever copies the example would change without need, and those without an example.
 */
export const exampleOf = (schema: JsonSchema, components: Components, depth = 0): unknown => {
  const own = resolved(schema, components);
  const { examples, default: fallback, enum: options, const: only, type, items, format, properties } = own;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (only !== undefined) return only;
  if (Array.isArray(options)) return options[0];
  if (fallback !== undefined && fallback !== null) return fallback;
  const [variant] = variantsOf(own);
  if (variant) return exampleOf(variant, components, depth);
  if (Array.isArray(type)) return exampleOf({ ...own, type: type[0] }, components, depth);
  if (type === "array") return isSchema(items) && depth < DEPTH_MAX ? [exampleOf(items, components, depth + 1)] : [];
  if (type === "string") return format === "date-time" ? "2026-12-05T10:00:00.000Z" : "…";
  if (type === "integer" || type === "number")
    return typeof own.minimum === "number" && own.minimum > 0 ? own.minimum : 0;
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (!isSchema(properties) || depth >= DEPTH_MAX) return {};
  const required = Array.isArray(own.required) ? own.required : [];
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      isSchema(property) && (required.includes(name) || (hasExample(property) && property.default === undefined))
        ? [[name, name === "url" ? EXAMPLE_URL : exampleOf(property, components, depth + 1)]]
        : [],
    ),
  );
};

const hasExample = (schema: JsonSchema): boolean =>
  Array.isArray(schema.examples) || variantsOf(schema).some((variant) => hasExample(variant));
