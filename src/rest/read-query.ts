import { z } from "zod";
import { DomainError, type FieldError } from "#domain/errors.ts";

/**
 * Reads the query parameters of a route. Lists accept `a=1&a=2` and `a=1,2`. Throws `invalid` for unknown and repeated
 * parameters: ignoring one would answer a different question.
 */
export const readQuery = (
  parameters: URLSearchParams,
  schema: z.ZodObject | undefined,
): Record<string, string | string[]> => {
  const known: Record<string, z.core.$ZodType> = schema?.shape ?? {};
  const query: Record<string, string | string[]> = {};
  const errors: FieldError[] = [];
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    const problem = problemOf(name, values, field, Object.keys(known));
    if (problem) errors.push({ path: name.slice(0, NAME_CHARS_SHOWN), message: problem });
    else query[name] = field && takesSeveral(field) ? values.flatMap((value) => value.split(",")) : (values[0] ?? "");
  }
  if (errors.length > 0) throw new DomainError("invalid", "The query is not valid.", errors);
  return query;
};

const NAME_CHARS_SHOWN = 200;

const problemOf = (
  name: string,
  values: readonly string[],
  field: z.core.$ZodType | undefined,
  known: readonly string[],
): string | null => {
  if (!field) {
    return known.length === 0
      ? "there is no such parameter: this address takes none"
      : `there is no such parameter. Known: ${known.join(", ")}`;
  }
  // PostgreSQL rejects NUL in text, so no stored value holds it.
  if (name.includes("\0") || values.some((value) => value.includes("\0"))) return "must not hold a NUL character";
  return values.length > 1 && !takesSeveral(field) ? `give this parameter once. Known: ${known.join(", ")}` : null;
};

const takesSeveral = (field: z.core.$ZodType): boolean => {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable)
    return takesSeveral(field._zod.def.innerType);
  return field instanceof z.ZodArray;
};
