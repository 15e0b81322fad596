import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { listDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";

/** Filters of the list that a person goes through, and the delivery where they stand. */
export const neighboursInput = listDeliveriesInput.omit({ cursor: true, limit: true }).extend({ id: objectId });

/** Ids of the next newer and the next older delivery of the list; null at its ends. */
export const neighboursView = z.object({ newer: z.string().nullable(), older: z.string().nullable() });

export type NeighboursInput = z.output<typeof neighboursInput>;
export type NeighboursView = z.output<typeof neighboursView>;
