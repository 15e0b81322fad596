import type { z } from "zod";

/**
 * Parses command line options. Throws one line per problem, and the usage.
 *
 * @param names options by the field of the schema, where the two differ
 */
export const checkOptions = <Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  { usage, option, names = {} }: { usage: string; option?: string; names?: Record<string, string> },
): z.output<Schema> => {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    ({ path, message }) => `--${option ?? names[String(path[0])] ?? path.join(".")}: ${message}`,
  );
  throw new Error([...lines, usage].join("\n"));
};
