/** Field of `data` in words. `path` reads `customer.name`, and `answers[].question` in a list. */
export type SchemaField = { path: string; type: string; isRequired: boolean; description: string };

type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

const propertiesOf = (schema: unknown): Schema =>
  isSchema(schema) && isSchema(schema.properties) ? schema.properties : {};

/** Describes the fields of a JSON Schema for people, in its order, the fields of inner objects after their object. */
export const schemaFields = (schema: unknown, prefix = "", outer: readonly string[] = []): SchemaField[] => {
  const required: unknown[] = isSchema(schema) && Array.isArray(schema.required) ? schema.required : [];
  const properties = propertiesOf(schema);
  const names = Object.keys(properties);
  return Object.entries(properties).flatMap(([name, given]) => {
    const { field, description } = withoutNull(given);
    const path = prefix + name;
    const row = { path, type: typeInWords(field), isRequired: required.includes(name), description };
    const inner = field.type === "array" ? withoutNull(field.items).field : field;
    const innerNames = Object.keys(propertiesOf(inner));
    // Old values repeat the fields of the resource, so their names would say nothing new.
    if (innerNames.length > 0 && innerNames.every((one) => names.includes(one) || outer.includes(one))) {
      return [{ ...row, type: "object with some of these fields" }];
    }
    return [row, ...schemaFields(inner, `${path}${field.type === "array" ? "[]" : ""}.`, names)];
  });
};

/** Optional fields take null, which a column of its own need not repeat. */
const withoutNull = (given: unknown): { field: Schema; description: string } => {
  const schema = isSchema(given) ? given : {};
  const options = Array.isArray(schema.anyOf)
    ? schema.anyOf.filter(isSchema).filter(({ type }) => type !== "null")
    : [];
  const [only] = options;
  const field = only && options.length === 1 ? only : options.length > 1 ? { anyOf: options } : schema;
  return { field, description: String(schema.description ?? only?.description ?? "") };
};

const WORDS: Record<string, string> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "true or false",
  object: "object",
};

const typeInWords = (schema: Schema): string => {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isSchema).map(typeInWords).join(" or ");
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(", ")}`;
  if (schema.format === "date-time") return "date and time";
  if (String(schema.pattern).startsWith("^https:")) return "https address";
  if (Array.isArray(schema.type)) {
    return schema.type
      .filter((type) => type !== "null")
      .map((type) => typeInWords({ ...schema, type }))
      .join(" or ");
  }
  if (schema.type === "array") return `list of ${pluralOf(typeInWords(withoutNull(schema.items).field))}`;
  return WORDS[String(schema.type)] ?? "any value";
};

const pluralOf = (type: string) => (type === "text" || type.includes(" ") ? type : `${type}s`);
