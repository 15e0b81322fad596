import type { ReasonValues } from "#domain/error-reasons.values.ts";
import type { PageReason } from "#domain/page-reasons.values.ts";
import type { Schema } from "#domain/platform-types/schema-tree.ts";

/** `left` counts down from `max`; `nested` counts the schemas that are being applied within each other. */
export type Work = { max: number; left: number; nested: number };

/** Ends a check at once, from any depth. */
export class WorkUsedUp extends Error {}

/** Call it before work whose size data or schema decide. */
export const spend = (work: Work, checks: number): void => {
  work.left -= checks;
  if (work.left < 0) throw new WorkUsedUp();
};

/**
 * Problem in words. Functions make long texts, for the answer only: most problems are those of forms that others replace.
 */
export type Message = {
  text: string | (() => string);
  reason: PageReason;
  values?: ReasonValues | (() => ReasonValues);
};

export const says = (
  text: Message["text"],
  reason: PageReason,
  values?: ReasonValues | (() => ReasonValues),
): Message => (values === undefined ? { text, reason } : { text, reason, values });

/** Returns the problem of a value with the keywords that look at it as a whole; null: none. */
export const scalarProblem = (schema: Schema, value: unknown, work: Work): Message | null => {
  const { type, enum: choices, const: only } = schema;
  if (type !== undefined && ![type].flat().some((one) => isOfType(value, one))) return typeProblem([type].flat());
  if (Array.isArray(choices) && !isAmong(choices, value, work)) {
    const values = () =>
      shortened(choices.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", "));
    return says(
      () => `use one of: ${values()}`,
      "field_one_of",
      () => ({ values: values() }),
    );
  }
  if (only !== undefined && !isSame(value, only, work)) {
    const exact = () => shortened(JSON.stringify(only));
    return says(
      () => `use ${exact()}`,
      "field_exactly",
      () => ({ value: exact() }),
    );
  }
  if (typeof value === "number") return numberProblem(schema, value);
  if (typeof value === "string") return lengthProblem(schema, value, work);
  if (Array.isArray(value)) return sizeProblem(value.length, schema.minItems, schema.maxItems, "entries");
  if (typeof value === "object" && value !== null) return fieldsProblem(schema, value, work);
  return null;
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

const REASONS: Readonly<Record<string, PageReason>> = {
  string: "field_text",
  number: "field_number",
  integer: "field_whole_number",
  boolean: "field_boolean",
  array: "field_list",
  object: "field_object",
};

const typeProblem = (types: readonly unknown[]): Message => {
  const text = `use ${types.map((one) => TYPES[String(one)] ?? String(one)).join(" or ")}`;
  const [only, more] = types.filter((one) => one !== "null");
  const reason = more === undefined ? REASONS[String(only)] : undefined;
  return reason ? says(text, reason) : says(text, "field_types", { types: types.join(", ") });
};

const isOfType = (value: unknown, type: unknown): boolean => {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
};

/** Comparing this many texts or numbers takes as long as another check. */
const COMPARED_AT_ONCE = 50;
/** Characters, and names of fields, that cost as much time as another check. */
const CHARS_COMPARED_AT_ONCE = 1_000;
const CHARS_COUNTED_AT_ONCE = 10;
const NAMES_LISTED_AT_ONCE = 4;

const charsOf = (value: unknown): number => (typeof value === "string" ? value.length : 0);

const isAmong = (choices: readonly unknown[], value: unknown, work: Work): boolean => {
  if (typeof value === "object" && value !== null) return choices.some((choice) => isSame(value, choice, work));
  spend(work, choices.length / COMPARED_AT_ONCE + charsOf(value) / CHARS_COMPARED_AT_ONCE);
  return choices.includes(value);
};

/** Compares JSON values: the order of fields does not count. */
const isSame = (one: unknown, other: unknown, work: Work): boolean => {
  spend(work, 1 + charsOf(one) / CHARS_COMPARED_AT_ONCE);
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const others = Object.keys(other);
  spend(work, (names.length + others.length) / NAMES_LISTED_AT_ONCE);
  if (names.length !== others.length) return false;
  return names.every(
    (name) => Object.hasOwn(other, name) && isSame(Reflect.get(one, name), Reflect.get(other, name), work),
  );
};

const CHARS_MAX = 500;

const shortened = (text: string) => (text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text);

/** Prices are no exact binary numbers: 19.99 is a multiple of 0.01. */
const MULTIPLE_ERROR = 1e-9;

const numberProblem = (
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema,
  value: number,
): Message | null => {
  if (typeof minimum === "number" && value < minimum)
    return says(`use at least ${minimum}`, "field_at_least", { min: minimum });
  if (typeof maximum === "number" && value > maximum)
    return says(`use at most ${maximum}`, "field_at_most", { max: maximum });
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    return says(`use more than ${exclusiveMinimum}`, "field_more_than", { min: exclusiveMinimum });
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    return says(`use less than ${exclusiveMaximum}`, "field_less_than", { max: exclusiveMaximum });
  if (typeof multipleOf !== "number") return null;
  const times = value / multipleOf;
  const isMultiple = Math.abs(times - Math.round(times)) <= MULTIPLE_ERROR * Math.max(1, Math.abs(times));
  return isMultiple ? null : says(`use a multiple of ${multipleOf}`, "field_multiple_of", { of: multipleOf });
};

/** Counts characters as JSON Schema does, by code points, where the number of code units does not decide. */
const lengthProblem = ({ minLength, maxLength }: Schema, value: string, work: Work): Message | null => {
  const isLonger = typeof maxLength === "number" && value.length > maxLength;
  const isShorter = typeof minLength === "number" && value.length < 2 * minLength;
  if (!isLonger && !isShorter) return null;
  spend(work, value.length / CHARS_COUNTED_AT_ONCE);
  let length = 0;
  for (const _ of value) length++;
  return sizeProblem(length, minLength, maxLength, "characters");
};

const fieldsProblem = ({ minProperties, maxProperties }: Schema, value: object, work: Work): Message | null => {
  if (minProperties === undefined && maxProperties === undefined) return null;
  const { length } = Object.keys(value);
  spend(work, length);
  return sizeProblem(length, minProperties, maxProperties, "fields");
};

const TOO_SMALL = { characters: "field_too_short", entries: "field_too_few", fields: "field_too_few_fields" } as const;
const TOO_BIG = { characters: "field_too_long", entries: "field_too_many", fields: "field_too_many_fields" } as const;

const sizeProblem = (size: number, min: unknown, max: unknown, unit: keyof typeof TOO_BIG): Message | null => {
  if (typeof min === "number" && size < min)
    return min === 1
      ? says("must not be empty", "field_empty")
      : says(`use at least ${min} ${unit}`, TOO_SMALL[unit], { min });
  if (typeof max === "number" && size > max) return says(`use at most ${max} ${unit}`, TOO_BIG[unit], { max });
  return null;
};
