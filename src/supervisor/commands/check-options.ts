import type { z } from "zod";

/** Parses command line options. Throws one line per problem, and the usage. */
export const checkOptions = <Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  { usage, option }: { usage: string; option?: string },
): z.output<Schema> => {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `--${option ?? path.join(".")}: ${message}`);
  throw new Error([...lines, usage].join("\n"));
};
