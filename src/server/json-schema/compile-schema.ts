import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { FieldError } from "#domain/errors.ts";
import type { SchemaCompiler } from "#domain/event-types/platform-types.ts";
import { fieldPath } from "#domain/field-path.ts";

// `allErrors` stays off: a large event would make an error for each of its values.
// Unknown keywords and formats are annotations, as the specification has it.
const OPTIONS = {
  strict: false,
  validateFormats: false,
  logger: false,
  ownProperties: true,
  inlineRefs: false,
  addUsedSchema: false,
} as const;

/** Makes code from a schema whose bounds were checked before: some milliseconds of work. */
const compile: SchemaCompiler["compile"] = (schema) => {
  const { $id: _, ...own } = schema;
  const validate = new Ajv2020({ ...OPTIONS, meta: false, validateSchema: false }).compile(own);
  return (value) => (validate(value) ? null : firstProblem(validate.errors ?? []));
};

let metaSchema: Ajv2020 | undefined;

const problemOf: SchemaCompiler["problemOf"] = (schema) => {
  metaSchema ??= new Ajv2020(OPTIONS);
  const { $id: _, $schema: __, ...own } = schema;
  if (metaSchema.validateSchema(own) === true) return null;
  return firstProblem(metaSchema.errors ?? []);
};

export const schemaCompiler: SchemaCompiler = { problemOf, compile };

/** Keywords whose own error says more than those of their parts. */
const SUMS_UP: readonly string[] = ["anyOf", "oneOf", "not", "contains", "propertyNames"];

const firstProblem = (errors: readonly ErrorObject[]): FieldError => {
  const last = errors.at(-1);
  const chosen = last && SUMS_UP.includes(last.keyword) ? last : errors[0];
  if (!chosen) return { path: "", message: "does not fit the schema" };
  const missing = fieldOf(chosen);
  const steps = chosen.instancePath.split("/").slice(1).map(unescaped);
  return { path: fieldPath(missing === null ? steps : [...steps, missing]), message: messageOf(chosen) };
};

const unescaped = (step: string) => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** Names the field that an error of its object is about. */
const fieldOf = ({ keyword, params }: ErrorObject): string | null => {
  const field =
    keyword === "required" || keyword === "dependentRequired"
      ? params.missingProperty
      : keyword === "additionalProperties"
        ? params.additionalProperty
        : keyword === "unevaluatedProperties"
          ? params.unevaluatedProperty
          : keyword === "propertyNames"
            ? params.propertyName
            : null;
  return typeof field === "string" ? field : null;
};

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list: [ … ]",
  object: "an object: { … }",
  null: "null",
};

const messageOf = ({ keyword, params, message }: ErrorObject): string => {
  switch (keyword) {
    case "required":
    case "dependentRequired":
      return "is missing";
    case "additionalProperties":
    case "unevaluatedProperties":
      return "there is no such field";
    case "propertyNames":
      return "is not a possible name";
    case "false schema":
      return "must be left out";
    case "type":
      return `use ${[params.type]
        .flat()
        .map((type) => TYPES[String(type)] ?? String(type))
        .join(" or ")}`;
    case "enum":
      return `use one of: ${shortened(
        [params.allowedValues]
          .flat()
          .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
          .join(", "),
      )}`;
    case "const":
      return `use ${shortened(JSON.stringify(params.allowedValue))}`;
    case "minimum":
      return `use at least ${params.limit}`;
    case "maximum":
      return `use at most ${params.limit}`;
    case "anyOf":
      return "fits none of the forms that the schema allows";
    case "oneOf":
      return params.passingSchemas
        ? "fits more than one of the forms that the schema allows"
        : "fits none of the forms that the schema allows";
    default:
      return message ?? "does not fit the schema";
  }
};

const CHARS_MAX = 500;

const shortened = (text: string) => (text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text);
