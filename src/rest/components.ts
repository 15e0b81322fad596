import { z } from "zod";
import { auditView } from "#domain/audit/audit.schema.ts";
import {
  attemptView,
  deliveryDetailView,
  deliveryView,
  deliveryWithBodyView,
} from "#domain/deliveries/delivery.schema.ts";
import { eraseView } from "#domain/erase/erase.schema.ts";
import { sentName, subscribedName, testedName } from "#domain/event-types/event-name.schema.ts";
import { eventTypeView } from "#domain/event-types/event-type.schema.ts";
import {
  acceptedEventsView,
  acceptedEventView,
  eventDetailView,
  eventView,
  sendEventInput,
} from "#domain/events/event.schema.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { recoverCount, recoveryView, startedRecovery } from "#domain/recoveries/recovery.schema.ts";
import { disabledReason, webhookView, webhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { problem } from "#rest/problem.ts";

export const webhookPage = pageOf(webhookView);
export const deliveryPage = pageOf(deliveryView);
export const eventPage = pageOf(eventView);
export const auditPage = pageOf(auditView);

/** Names response schemas; other schemas take their route's name. */
export const answerComponents: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [webhookView, "Webhook"],
  // Generators would name it as the reason in the data of webhook.disabled.
  [disabledReason, "DisabledReason"],
  [webhookWithSecretView, "WebhookWithSecret"],
  [webhookPage, "WebhookPage"],
  [deliveryView, "Delivery"],
  [deliveryWithBodyView, "DeliveryWithBody"],
  [deliveryDetailView, "DeliveryWithAttempts"],
  [deliveryPage, "DeliveryPage"],
  [attemptView, "Attempt"],
  [startedRecovery, "StartedRecovery"],
  [recoveryView, "Recovery"],
  [recoverCount, "Count"],
  [eventView, "Event"],
  [eventDetailView, "EventWithPayload"],
  [eventPage, "EventPage"],
  [acceptedEventView, "AcceptedEvent"],
  [acceptedEventsView, "AcceptedEvents"],
  [eventTypeView, "EventType"],
  [auditView, "AuditEntry"],
  [auditPage, "AuditPage"],
  [eraseView, "Erased"],
  [problem, "Problem"],
]);

/** Components with the names of event types, by what may be done with them. */
export const EVENT_NAME_COMPONENTS = {
  subscribed: "SubscribedEvent",
  tested: "TestedEvent",
  sent: "SentEvent",
} as const;

/** Component of an event that is sent, which the API's description writes out for each type. */
export const SEND_EVENT = "SendEvent";

export const bodyComponents: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [sendEventInput, SEND_EVENT],
  [subscribedName, EVENT_NAME_COMPONENTS.subscribed],
  [testedName, EVENT_NAME_COMPONENTS.tested],
  [sentName, EVENT_NAME_COMPONENTS.sent],
]);

/** OpenAPI document as the description shows itself. */
export const openApiDocumentView = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.unknown()),
  components: z.record(z.string(), z.unknown()),
});
