import { z } from "zod";
import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { mode } from "#domain/mode.schema.ts";

export const ofModeInput = z.strictObject({ mode: mode.optional() });

/** Newest known response of each webhook, without tests. Webhooks that were never sent anything are left out. */
export const lastResponsesView = z.object({
  data: z.array(
    z.object({
      webhookId: z.string(),
      deliveryId: z.string(),
      at: z.iso.datetime(),
      httpStatus: z.int().nullable(),
      errorCode: attemptErrorCode.nullable(),
      /** When the delivery succeeded; a resend that succeeds again keeps it. Null if its last end is no success. */
      deliveredAt: z.iso.datetime().nullable(),
    }),
  ),
});

/** Deliveries that no attempt will follow, of webhooks that are on. `lastId` changes with the next one. */
export const undeliveredView = z.object({
  data: z.array(
    z.object({
      webhookId: z.string(),
      count: z.int(),
      isMore: z.boolean(),
      since: z.iso.datetime(),
      lastId: z.string(),
    }),
  ),
});

export type OfModeInput = z.output<typeof ofModeInput>;
export type LastResponsesView = z.output<typeof lastResponsesView>;
export type LastResponse = LastResponsesView["data"][number];
export type UndeliveredView = z.output<typeof undeliveredView>;
export type Undelivered = UndeliveredView["data"][number];
