import { z } from "zod";

/** Ids have up to 30 characters, user ids of better-auth 32. */
export const ID_CHARS_MAX = 64;
export const EVENT_NAME_CHARS_MAX = 100;

/** Described beside a rule of text that is trimmed first: blanks alone are none. Control characters are refused. */
export const NOT_BLANK = { pattern: "^\\s*[^\\s\\p{Cc}][^\\p{Cc}]*$" };

/** PostgreSQL refuses NUL in text, so no id holds it. */
export const objectId = z
  .string()
  .max(ID_CHARS_MAX)
  .regex(/^[^\0]*$/, "must not hold a NUL character");

export const severalOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(50);

/** Boolean, or its name in a query. */
export const queryBoolean = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("use true or false"),
);

/** Null and absence give the fallback. */
export const optionalWith = <Value extends z.ZodType>(value: Value, fallback: NonNullable<z.output<Value>>) =>
  value
    .nullish()
    .meta({ default: fallback })
    .transform((given) => given ?? fallback);

/** Checks the length before any entry, because each bad entry would make errors of its own. */
export const boundedList = <Value extends z.ZodType>(value: Value, entriesMax: number) =>
  z.preprocess(
    (input: readonly z.input<Value>[], { issues }) => {
      if (Array.isArray(input) && input.length > entriesMax)
        issues.push({ code: "custom", input, message: `use at most ${entriesMax} entries` });
      return input;
    },
    z.array(value).meta({ maxItems: entriesMax }),
  );

/**
 * Checks names before any value, with one issue at most. Rejects `__proto__`, which Zod would drop.
 *
 * @param described for the API's description: what the caller checks later, with words of its own
 */
export const boundedRecord = <Value extends z.ZodType>(
  value: Value,
  { entriesMax, nameCharsMax }: { entriesMax: number; nameCharsMax: number },
  described: { maxProperties?: number; namePattern?: string } = {},
) =>
  z.preprocess(
    (input: Record<string, z.input<Value>>, { issues }) => {
      const issue = issueOf(input, entriesMax, nameCharsMax);
      if (issue) issues.push({ code: "custom", input, ...issue });
      return input;
    },
    z
      .record(
        z
          .string()
          .max(nameCharsMax)
          .meta(described.namePattern ? { pattern: described.namePattern } : {}),
        value,
      )
      .meta({ maxProperties: described.maxProperties ?? entriesMax }),
  );

const issueOf = (input: unknown, entriesMax: number, nameCharsMax: number) => {
  if (typeof input !== "object" || input === null) return null;
  const names = Object.keys(input);
  if (names.length > entriesMax) return { message: `name at most ${entriesMax} at once` };
  if (names.some((name) => name.length > nameCharsMax))
    return { message: `use names of at most ${nameCharsMax} characters` };
  return names.includes("__proto__") ? { path: ["__proto__"], message: "this name cannot be used" } : null;
};
