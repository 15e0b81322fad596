import { z } from "zod";
import { resourceId } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { lastError, lastEventType, operationalData } from "#domain/event-types/operational-data.ts";

export const deliveryFailed = defineEventType({
  name: "delivery.failed",
  family: "delivery",
  title: "Delivery failed",
  description: "A delivery to one of your other webhooks has failed for good: we will not retry it.",
  german: {
    title: "Zustellung fehlgeschlagen",
    description:
      "Eine Zustellung an einen Ihrer anderen Webhooks ist endgültig fehlgeschlagen: Es folgt kein weiterer Versuch.",
    details:
      "Alle Versuche einer Zustellung sind fehlgeschlagen. Sie können sie von Hand erneut senden oder viele auf einmal nachsenden. Kommt nur, wo ein Webhook es unter diesem Namen abonniert hat.",
    sentWhen: [
      "Der letzte geplante Versuch einer Zustellung an einen anderen Webhook schlägt fehl.",
      "Der Endpunkt lehnt eine Zustellung endgültig ab.",
    ],
    notSentWhen: [
      "Ein weiterer Versuch folgt noch.",
      "Eine Zustellung eines Ereignisses über Webhooks schlägt fehl, denn das würde nie enden.",
    ],
  },
  details:
    "All attempts of one delivery have failed. You can resend it by hand, or recover many at once. Comes only where a webhook is subscribed to it by this name.",
  sentWhen: [
    "The last scheduled attempt of a delivery to another webhook fails.",
    "The endpoint refuses a delivery for good.",
  ],
  notSentWhen: [
    "A retry is still to come.",
    "A delivery of an event about webhooks fails, since that would never end.",
  ],
  data: operationalData.extend({
    deliveryId: resourceId,
    eventId: resourceId,
    eventType: lastEventType,
    attemptCount: z.int().min(0),
    lastError,
  }),
  sample: {
    webhookId: "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    url: "https://calendar.example.com/hoo…",
    description: "Calendar",
    message:
      "A delivery of appointment.created to “Calendar” has failed for good after 6 attempts. You can resend it at any time.",
    deliveryId: "dlv_01kfw8e4x1e0abq5z8k4s6d2wy",
    eventId: "evt_01kfw8e4wzf7sr1j3n9p5g8b4t",
    eventType: "appointment.created",
    attemptCount: 6,
    lastError: { code: "http_status", message: "The receiver answered 500. Any 2xx counts as delivered." },
    link: "https://webhooks.example.com/deliveries/dlv_01kfw8e4x1e0abq5z8k4s6d2wy",
  },
  sendable: false,
});
