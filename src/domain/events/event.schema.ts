import { z } from "zod";
import { EVENT_NAME_CHARS_MAX, severalOf } from "#domain/bounded.schema.ts";
import { bodyUnreadable, deliveryStatus } from "#domain/deliveries/delivery.schema.ts";
import { sentName } from "#domain/event-types/event-name.schema.ts";
import { instant } from "#domain/instant.schema.ts";
import { mode, modeFilter } from "#domain/mode.schema.ts";
import { pageInput } from "#domain/pagination.schema.ts";
import { searchWords } from "#domain/search/search.schema.ts";

export const EVENT_BYTES_MAX = 256 * 1024;
export const REQUEST_BYTES_MAX = 10 * 1024 * 1024;
export const EVENTS_PER_REQUEST_MAX = 1_000;

/** Backend's id of an event. PostgreSQL would store every lone surrogate as one replacement character. */
export const externalId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, "leave out control characters")
  .refine((text) => text.isWellFormed(), "leave out halves of surrogate pairs");

/** Event of `POST /v1/events`. `timestamp` is when it happened, `deliverAt` when it runs; default now. */
export const sendEventInput = z.strictObject({
  id: externalId.nullish().describe("Your own ID of the event. Events with the same ID are stored once"),
  event: sentName,
  data: z.record(z.string(), z.unknown()),
  timestamp: instant.nullish().describe("When the event happened. Default: now"),
  deliverAt: instant.nullish().describe("When to send the event. Default: now"),
});

/** Documents the API only. `posted-events.ts` parses the events of a request one by one. */
export const sendEventsInput = z.union([sendEventInput, z.array(sendEventInput).max(EVENTS_PER_REQUEST_MAX)]);

/** Sandbox event of the dashboard. */
export const sandboxEventInput = z.strictObject({
  id: externalId.nullish(),
  event: z.string().max(EVENT_NAME_CHARS_MAX),
  data: z.record(z.string(), z.unknown()),
  timestamp: instant.nullish(),
});

/** Event as the Inngest SDK posts it. `ts` is in milliseconds since 1970. */
export const inngestEvent = z.looseObject({
  id: externalId.nullish(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().int().min(0).nullish(),
});

export const acceptedEventView = z.object({
  id: z.string(),
  externalId: z.string().nullable(),
  event: z.string(),
  duplicate: z.boolean(),
});

export const acceptedEventsView = z.object({ events: z.array(acceptedEventView) });

export const eventStatus = z.enum(["accepted", "scheduled", "canceled", "rejected"]);

export const listEventsInput = pageInput.extend({
  event: severalOf(z.string().max(EVENT_NAME_CHARS_MAX)).optional().describe("Events of these types"),
  status: severalOf(eventStatus).optional().describe("Events with one of these statuses"),
  since: instant.optional().describe("Accepted at this time or later"),
  until: instant.optional().describe("Accepted before this time"),
  q: searchWords.optional(),
  mode: modeFilter,
});

/** Input of the dashboard's list, which can leave tests out. */
export const listEventRowsInput = listEventsInput.extend({ test: z.boolean().optional() });

export const skipReason = z.enum([
  "not_subscribed",
  "inactive",
  "created_later",
  "rejected",
  "canceled",
  "not_dispatched",
]);

export const eventView = z.object({
  id: z.string(),
  externalId: z.string().nullable(),
  event: z.string(),
  status: eventStatus,
  reason: z.string().nullable(),
  test: z.boolean().describe("Sent with Send test"),
  mode,
  resourceId: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  sourceEventId: z.string().nullable(),
  timestamp: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  erasedAt: z.iso.datetime().nullable(),
  deliveries: z.array(z.object({ webhookId: z.string(), deliveryId: z.string(), status: deliveryStatus })),
  skipped: z.array(z.object({ webhookId: z.string(), reason: skipReason })),
});

/** Row of the dashboard's list. `customer`: name in the event's data; null when it has none or is no longer kept. */
export const eventRowView = eventView.extend({ customer: z.string().nullable() });

/** Adds the sent body, parsed. Null = past retention, erased, or unreadable. */
export const eventDetailView = eventView.extend({
  payload: z.record(z.string(), z.unknown()).nullable(),
  bodyUnreadable,
});

export const eventAsSentView = eventDetailView.extend({ payloadText: z.string().nullable() });

export type SandboxEventInput = z.output<typeof sandboxEventInput>;
export type InngestEvent = z.output<typeof inngestEvent>;
export type AcceptedEventView = z.output<typeof acceptedEventView>;
export type ListEventsInput = z.output<typeof listEventRowsInput>;
export type EventView = z.output<typeof eventView>;
export type EventRowView = z.output<typeof eventRowView>;
export type EventDetailView = z.output<typeof eventDetailView>;
export type EventAsSentView = z.output<typeof eventAsSentView>;
