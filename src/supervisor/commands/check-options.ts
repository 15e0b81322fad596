import type { z } from "zod";

/** Parses what was given on the command line. Throws one line for each problem, which names the option, and the usage. */
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
