/** What one field of `data` may hold. Left out: false, or no bound. */
export type FieldShape = {
  types: string[];
  required?: true;
  values?: unknown[];
  /** Refuses fields that the schema does not name. */
  closed?: true;
  limits?: Record<string, unknown>;
};

/** Fields by path, such as `previous.startTime` or `answers[].question`. */
export type Shapes = Record<string, FieldShape>;

type Schema = Record<string, unknown>;

const LIMITS = [
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "maxItems",
];

/** Lists the fields of a JSON Schema. Throws for a keyword that no event type uses yet. */
export const fieldShapes = (schema: unknown): Shapes => {
  const shapes: Shapes = {};
  addFields(shapes, "", schema);
  return shapes;
};

const addFields = (shapes: Shapes, path: string, schema: unknown) => {
  for (const option of optionsOf(schema)) {
    for (const [name, field] of Object.entries(isSchema(option.properties) ? option.properties : {})) {
      const at = path === "" ? name : `${path}.${name}`;
      shapes[at] = shapeOf(field, listOf(option.required).includes(name));
      addFields(shapes, at, field);
    }
    if (option.items === undefined) continue;
    shapes[`${path}[]`] = shapeOf(option.items, false);
    addFields(shapes, `${path}[]`, option.items);
  }
};

const shapeOf = (schema: unknown, isRequired: boolean): FieldShape => {
  const options = optionsOf(schema);
  const valued = options.filter(({ type }) => type !== "null");
  const values = valued.flatMap((option) => ("const" in option ? [option.const] : listOf(option.enum)));
  const limits = Object.fromEntries(
    LIMITS.flatMap((limit) => {
      const found = valued.find((option) => limit in option);
      return found ? [[limit, found[limit]]] : [];
    }),
  );
  return {
    types: [...new Set(options.map(({ type = "any" }) => String(type)))],
    ...(isRequired ? { required: true } : {}),
    ...(values.length > 0 ? { values } : {}),
    ...(valued.some(({ additionalProperties }) => additionalProperties === false) ? { closed: true } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
};

/** Splits a union into its options, each with one type. */
const optionsOf = (schema: unknown): Schema[] => {
  if (!isSchema(schema)) return [];
  if ("$ref" in schema || "allOf" in schema || "oneOf" in schema || "prefixItems" in schema)
    throw new Error(`A snapshot cannot say this schema yet: ${JSON.stringify(schema)}`);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap(optionsOf);
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
  return [schema];
};

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
