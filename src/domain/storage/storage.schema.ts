import { z } from "zod";

/** Use of a tenant's storage by its bodies. `near` warns people; `full` takes no events. */
export const storageView = z.object({
  bytes: z.number(),
  bytesMax: z.number(),
  state: z.enum(["enough", "near", "full"]),
});

export type StorageView = z.output<typeof storageView>;
