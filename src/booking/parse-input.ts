import type { z } from "zod";
import { BookingError } from "#booking/booking-error.ts";

/** Throws BookingError `invalid`, which names each field and its rule. */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, input: z.input<Schema>): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
  throw new BookingError("invalid", problems.join("; "));
};
