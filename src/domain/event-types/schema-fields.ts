import { type CatalogLocale, TYPE_WORDS, type TypeWords } from "#domain/event-types/type-words.ts";

/** Field of `data` in words. `path` reads `customer.name`, and `answers[].question` in a list. */
export type SchemaField = { path: string; type: string; isRequired: boolean; description: string };

type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

const propertiesOf = (schema: unknown): Schema =>
  isSchema(schema) && isSchema(schema.properties) ? schema.properties : {};

/** Describes the fields of a JSON Schema for people, in its order, the fields of inner objects after their object. */
export const schemaFields = (schema: unknown, locale: CatalogLocale = "en"): SchemaField[] =>
  fieldsOf(schema, TYPE_WORDS[locale], "", []);

const fieldsOf = (schema: unknown, words: TypeWords, prefix: string, outer: readonly string[]): SchemaField[] => {
  const required: unknown[] = isSchema(schema) && Array.isArray(schema.required) ? schema.required : [];
  const properties = propertiesOf(schema);
  const names = Object.keys(properties);
  return Object.entries(properties).flatMap(([name, given]) => {
    const { field, description } = withoutNull(given);
    const path = prefix + name;
    const row = { path, type: typeInWords(field, words), isRequired: required.includes(name), description };
    const inner = field.type === "array" ? withoutNull(field.items).field : field;
    const innerNames = Object.keys(propertiesOf(inner));
    // Old values repeat the fields of the resource, so their names would say nothing new.
    if (innerNames.length > 0 && innerNames.every((one) => names.includes(one) || outer.includes(one))) {
      return [{ ...row, type: words.someFields.one }];
    }
    return [row, ...fieldsOf(inner, words, `${path}${field.type === "array" ? "[]" : ""}.`, names)];
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

type Count = "one" | "many";

const typeInWords = (schema: Schema, words: TypeWords, count: Count = "one"): string => {
  const either = (schemas: readonly Schema[]) =>
    schemas.map((option) => typeInWords(option, words, count)).join(` ${words.or} `);
  if (Array.isArray(schema.anyOf)) return either(schema.anyOf.filter(isSchema));
  if (Array.isArray(schema.enum)) return words.oneOf(schema.enum.join(", "));
  if (schema.format === "date-time") return words.instant[count];
  if (String(schema.pattern).startsWith("^https:")) return words.link[count];
  if (Array.isArray(schema.type))
    return either(schema.type.filter((type) => type !== "null").map((type) => ({ ...schema, type })));
  if (schema.type === "array") return words.listOf(typeInWords(withoutNull(schema.items).field, words, "many"));
  return words[simpleType(schema.type)][count];
};

const SIMPLE = ["string", "number", "integer", "boolean", "object"] as const;

const simpleType = (type: unknown): (typeof SIMPLE)[number] | "any" => SIMPLE.find((one) => one === type) ?? "any";
