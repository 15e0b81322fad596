import { z } from "zod";
import { objectId, severalOf } from "#domain/bounded.schema.ts";
import { attemptErrorCode, deliveryStatus } from "#domain/deliveries/delivery.schema.ts";

export const listOutcomesInput = z.strictObject({ eventIds: severalOf(objectId) });

/** Newest attempt of a delivery; its fields are null before the first one ends. */
const deliveryOutcome = z.object({
  deliveryId: z.string(),
  webhookId: z.string(),
  status: deliveryStatus,
  attemptCount: z.int(),
  nextAttemptAt: z.iso.datetime().nullable(),
  httpStatus: z.int().nullable(),
  errorCode: attemptErrorCode.nullable(),
  durationMs: z.number().nullable(),
});

/** `isDispatched` is false until the fan-out: deliveries may follow. */
export const eventOutcomesView = z.array(
  z.object({
    eventId: z.string(),
    /** Set on a derived event. */
    sourceEventId: z.string().nullable(),
    event: z.string(),
    isDispatched: z.boolean(),
    deliveries: z.array(deliveryOutcome),
  }),
);

export type EventOutcomesView = z.output<typeof eventOutcomesView>;
export type EventOutcome = EventOutcomesView[number];
export type DeliveryOutcome = EventOutcome["deliveries"][number];
