import { z } from "zod";
import { deliveryView } from "#domain/deliveries/delivery.schema.ts";

/** Row of the dashboard's log. `customer`: name in the event's data; null when it has none or is no longer kept. */
export const logRow = deliveryView.extend({ customer: z.string().nullable() });

export type LogRow = z.output<typeof logRow>;
