import { z } from "zod";

/** `near` warns people; `full` rejects events. */
export const storageView = z.object({
  bytes: z.number(),
  bytesMax: z.number(),
  state: z.enum(["enough", "near", "full"]),
});

export type StorageView = z.output<typeof storageView>;
