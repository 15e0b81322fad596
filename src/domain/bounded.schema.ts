import { z } from "zod";

/** Our ids have 30 characters at most; better-auth's ids of people have 32. */
export const ID_CHARS_MAX = 64;
export const EVENT_NAME_CHARS_MAX = 100;

/** An id as a caller names it. No id is longer. */
export const objectId = z.string().max(ID_CHARS_MAX);

/** Values of a filter; a row may match any of them. */
export const severalOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(50);

/** An optional field of a request: left out and `null` both give the fallback. */
export const optionalWith = <Value extends z.ZodType>(value: Value, fallback: NonNullable<z.output<Value>>) =>
  value
    .nullish()
    .meta({ default: fallback })
    .transform((given) => given ?? fallback);

/**
 * An object whose names the caller chooses. Names are counted and measured before any value: too many, or one too long,
 * is a single issue. `__proto__` is refused in words, since Zod's own record drops it.
 */
export const boundedRecord = <Value extends z.ZodType>(
  value: Value,
  { entriesMax, nameCharsMax }: { entriesMax: number; nameCharsMax: number },
) =>
  z.preprocess(
    (input: Record<string, z.input<Value>>, { issues }) => {
      const issue = issueOf(input, entriesMax, nameCharsMax);
      if (issue) issues.push({ code: "custom", input, ...issue });
      return input;
    },
    z.record(z.string().max(nameCharsMax), value).meta({ maxProperties: entriesMax }),
  );

const issueOf = (input: unknown, entriesMax: number, nameCharsMax: number) => {
  if (typeof input !== "object" || input === null) return null;
  const names = Object.keys(input);
  if (names.length > entriesMax) return { message: `name at most ${entriesMax} at once` };
  if (names.some((name) => name.length > nameCharsMax))
    return { message: `use names of at most ${nameCharsMax} characters` };
  return names.includes("__proto__") ? { path: ["__proto__"], message: "this name cannot be used" } : null;
};
