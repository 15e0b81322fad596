import { z } from "zod";

/** What the bodies kept for a tenant take of its storage. From `near` on its people are warned; `full` takes no events. */
export const storageView = z.object({
  bytes: z.number(),
  bytesMax: z.number(),
  state: z.enum(["enough", "near", "full"]),
});

export type StorageView = z.output<typeof storageView>;
