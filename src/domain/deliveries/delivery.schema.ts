import { z } from "zod";
import { EVENT_NAME_CHARS_MAX, objectId, queryBoolean, severalOf } from "#domain/bounded.schema.ts";
import { certificateView } from "#domain/deliveries/certificate.schema.ts";
import { ATTEMPT_ERROR_CODES, DELIVERY_STATUSES } from "#domain/deliveries/delivery.values.ts";
import { testedName } from "#domain/event-types/event-name.schema.ts";
import { instant } from "#domain/instant.schema.ts";
import { mode, modeFilter } from "#domain/mode.schema.ts";
import { pageInput } from "#domain/pagination.schema.ts";
import { searchWords } from "#domain/search/search.schema.ts";

export const deliveryStatus = z.enum(DELIVERY_STATUSES);
export const attemptTrigger = z.enum(["automatic", "manual", "test"]);
export const attemptErrorCode = z.enum(ATTEMPT_ERROR_CODES);

/** Filters of the log, its export and its selections. `httpStatus` and `error` mean the newest attempt. `mode`: see `listedMode`. */
export const deliveryFilters = z.object({
  status: severalOf(deliveryStatus).optional().describe("Deliveries with one of these statuses"),
  event: severalOf(z.string().max(EVENT_NAME_CHARS_MAX)).optional().describe("Deliveries of these event types"),
  eventId: objectId.optional().describe("Deliveries of this event"),
  webhookId: severalOf(objectId).optional().describe("Deliveries to these webhooks"),
  httpStatus: severalOf(
    z
      .string()
      .max(3)
      .regex(/^[1-5](xx|\d\d)$/i, "use a status like 503 or a class like 5xx"),
  )
    .optional()
    .describe("Status of the newest response: 503, or 5xx for all of its class"),
  error: severalOf(attemptErrorCode).optional().describe("Error code of the newest attempt"),
  mode: modeFilter,
  test: queryBoolean.optional().describe("Deliveries sent with Send test: only these, or none of them"),
  since: instant.optional().describe("Created at this time or later"),
  until: instant.optional().describe("Created before this time"),
  q: searchWords.optional(),
});

export const listDeliveriesInput = pageInput.extend(deliveryFilters.shape);

/**
 * `last…`: newest ended attempt. `nextAttemptAt` is null during an attempt, in final states, while sending is paused, and while an ordered webhook waits for an earlier
 * event of the same resource. `waitsFor` names the delivery of that event.
 */
export const deliveryView = z.object({
  id: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  event: z.string(),
  status: deliveryStatus,
  reason: z.string().nullable(),
  test: z.boolean().describe("Sent with Send test"),
  mode,
  externalId: z.string().nullable(),
  resourceId: z.string().nullable(),
  attemptCount: z.number().int(),
  lastHttpStatus: z.number().int().nullable(),
  lastErrorCode: attemptErrorCode.nullable(),
  lastDurationMs: z.number().int().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  waitsFor: z.string().nullable(),
  lastAttemptAt: z.iso.datetime().nullable(),
  deliveredAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

const milliseconds = z.number().nullable();

/** `durationMs`, `response` and `error` are null during the request. */
export const attemptView = z.object({
  id: z.string(),
  number: z.number().int(),
  trigger: attemptTrigger,
  /** Actor `usr_…`, `key_…` or `rec_…`; null for a scheduled attempt. */
  requestedBy: z.string().nullable(),
  startedAt: z.iso.datetime(),
  durationMs: milliseconds,
  timings: z.object({ dnsMs: milliseconds, connectMs: milliseconds, tlsMs: milliseconds, firstByteMs: milliseconds }),
  /** Null past retention. */
  request: z.object({
    url: z.string().describe("Shortened for API keys that lack webhooks:read"),
    headers: z.record(z.string(), z.string()),
  }),
  response: z
    .object({
      status: z.number().int(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
      bodyTruncated: z.boolean(),
    })
    .nullable(),
  error: z.object({ code: attemptErrorCode, message: z.string() }).nullable(),
  /** Endpoint closed a kept connection before the request. */
  resentOnNewConnection: z.boolean(),
  certificate: certificateView
    .nullable()
    .describe(
      "Certificate that the endpoint showed to Send test; null for all other attempts, without TLS, and past retention",
    ),
});

/** Limits one answer: each attempt holds up to 16 KiB of response body. */
export const ATTEMPTS_PER_ANSWER_MAX = 50;

export const getDeliveryInput = z.object({
  attemptsBefore: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe("Attempts with a lower number than this one. Left out: the newest attempts"),
});

export const bodyUnreadable = z
  .boolean()
  .describe(
    "The body is stored, but damaged, or written by a later release: it can be neither shown nor sent. The operator's log says why",
  );

/** `body`: exact bytes of every attempt; null when erased, past retention or unreadable. */
export const deliveryWithBodyView = deliveryView.extend({ body: z.string().nullable() });

export const deliveryDetailView = deliveryWithBodyView.extend({
  bodyUnreadable,
  erasedAt: z.iso.datetime().nullable(),
  attempts: z.array(attemptView).max(ATTEMPTS_PER_ANSWER_MAX),
  attemptsOmitted: z.number().int(),
  resendsLeft: z.number().int(),
});

/** `limitedTo`: deliveries a second. */
export const upcomingView = z.object({
  waiting: z.number().int(),
  next: z.array(deliveryView).max(10),
  limitedTo: z.number().nullable(),
});

/** Without fields: the sample of the webhook's first type. */
export const testWebhookInput = z.strictObject({
  event: testedName.nullish().describe("The sample of this type, or the type of data"),
  eventId: objectId.nullish().describe("A past event of the tenant: its data goes out again, as a test"),
  data: z.record(z.string(), z.unknown()).nullish().describe("Data of your own, valid for its type; at most 256 KiB"),
});

/** `ok`: the receiver answered 2xx. */
export const testWebhookResult = z.object({ ok: z.boolean(), delivery: deliveryWithBodyView, attempt: attemptView });

export type DeliveryFilters = z.output<typeof deliveryFilters>;
export type ListDeliveriesInput = z.output<typeof listDeliveriesInput>;
export type DeliveryView = z.output<typeof deliveryView>;
export type GetDeliveryInput = z.output<typeof getDeliveryInput>;
export type DeliveryDetailView = z.output<typeof deliveryDetailView>;
export type AttemptView = z.output<typeof attemptView>;
export type UpcomingView = z.output<typeof upcomingView>;
export type TestWebhookInput = z.output<typeof testWebhookInput>;
export type TestWebhookResult = z.output<typeof testWebhookResult>;
