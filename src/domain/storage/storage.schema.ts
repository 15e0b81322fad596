import { z } from "zod";

/** `near` warns people; `full` rejects events. `bytesMax` is null without a limit. */
export const storageView = z.object({
  bytes: z.number(),
  bytesMax: z.number().nullable(),
  state: z.enum(["enough", "near", "full"]),
});

export type StorageView = z.output<typeof storageView>;
