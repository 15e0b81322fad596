type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

const SIMPLE: Record<string, string> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** Writes a JSON Schema as a TypeScript type. Throws for a keyword that no event type uses yet. */
export const schemaType = (schema: unknown, indent = ""): string => {
  if (!isSchema(schema)) return "unknown";
  if ("$ref" in schema || "allOf" in schema || "oneOf" in schema || "prefixItems" in schema) {
    throw new Error(`The types of the client cannot say this schema yet: ${JSON.stringify(schema)}`);
  }
  if (Array.isArray(schema.anyOf)) return unionOf(schema.anyOf.map((option) => schemaType(option, indent)));
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  if (Array.isArray(schema.type)) {
    return unionOf(schema.type.map((type) => schemaType({ ...schema, type }, indent)));
  }
  if (schema.type === "array") return `ReadonlyArray<${schemaType(schema.items, indent)}>`;
  if (schema.type === "object") return objectType(schema, indent, { isOpen: schema.additionalProperties !== false });
  return SIMPLE[String(schema.type)] ?? "unknown";
};

const unionOf = (options: readonly string[]) => [...new Set(options)].join(" | ");

/** `isOpen` allows fields that the schema does not name. */
export const objectType = (schema: Schema, indent: string, { isOpen }: { isOpen: boolean }): string => {
  const inner = `${indent}  `;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([name, field]) => {
    const mark = required.includes(name) ? "" : "?";
    const note =
      isSchema(field) && typeof field.description === "string" ? `${docComment(field.description, inner)}\n` : "";
    return `${note}${inner}${name}${mark}: ${schemaType(field, inner)};`;
  });
  const open = isOpen ? [`${inner}[field: string]: unknown;`] : [];
  return ["{", ...fields, ...open, `${indent}}`].join("\n");
};

export const docComment = (text: string, indent = "") => `${indent}/** ${text.replaceAll("*/", "*\\/")} */`;
