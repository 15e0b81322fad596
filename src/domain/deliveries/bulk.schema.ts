import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { resendRefusal } from "#domain/deliveries/delivery-plan.schema.ts";

export const SELECTED_MAX = 100;

export const selectionInput = z.strictObject({
  ids: z
    .array(objectId)
    .min(1)
    .max(SELECTED_MAX)
    .transform((ids) => [...new Set(ids)]),
});

/** Reason why a delivery was left as it is. */
export const bulkRefusal = z.enum([...resendRefusal.options, "not_found", "nothing_waits"]);

/** One line for each delivery, in the order of the request. `refused` null = done. */
export const bulkResult = z.object({
  results: z.array(z.object({ id: z.string(), refused: bulkRefusal.nullable() })).max(SELECTED_MAX),
});

export type BulkRefusal = z.output<typeof bulkRefusal>;
export type BulkResult = z.output<typeof bulkResult>;
