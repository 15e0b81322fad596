import { z } from "zod";

/** Times after which retention deletes rows. */
export const keptTimes = z.object({
  bodiesDays: z.int(),
  restDays: z.int(),
  sandboxDays: z.int(),
  answersHours: z.int(),
});

export type KeptTimes = z.output<typeof keptTimes>;
