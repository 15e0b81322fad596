import { z } from "zod";
import { objectId, optionalWith } from "#domain/bounded.schema.ts";
import { resourceId } from "#domain/event-types/data-fields.ts";

export const eraseTarget = z
  .strictObject({
    customerId: resourceId.nullish().describe("Erases all data of this customer"),
    eventId: objectId.min(1).nullish().describe("Erases the data of this event"),
  })
  .refine(({ customerId, eventId }) => (customerId == null) !== (eventId == null), {
    message: "name either a customerId or an eventId",
    path: ["customerId"],
  });

const named = { type: "string" };
const missing = { type: "null" };

/** `oneOf` tells readers of the API's description what `refine` checks. */
export const eraseInput = eraseTarget
  .safeExtend({ dryRun: optionalWith(z.boolean().describe("Only counts; erases nothing"), false) })
  .meta({
    oneOf: [
      { required: ["customerId"], properties: { customerId: named, eventId: missing } },
      { required: ["eventId"], properties: { eventId: named, customerId: missing } },
    ],
  });

/** `done` is false while the rest continues in the background. */
export const eraseView = z.object({ count: z.number().int(), done: z.boolean() });

export type EraseTarget = z.output<typeof eraseTarget>;
export type EraseView = z.output<typeof eraseView>;
