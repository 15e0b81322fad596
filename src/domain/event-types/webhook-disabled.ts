import { z } from "zod";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { lastError, lastEventType, operationalData } from "#domain/event-types/operational-data.ts";

export const webhookDisabled = defineEventType({
  name: "webhook.disabled",
  family: "webhook",
  title: "Webhook disabled",
  description: "One of your other webhooks is turned off because it failed for days or its endpoint asked for it.",
  german: {
    title: "Webhook ausgeschaltet",
    description:
      "Einer Ihrer anderen Webhooks wird ausgeschaltet, weil er tagelang fehlschlug oder sein Endpunkt darum bat.",
    details:
      "An diesen Webhook wird nichts mehr gesendet, bis eine Person ihn wieder einschaltet. Der Grund in reason sagt, wer oder was ihn ausgeschaltet hat.",
    sentWhen: [
      "Fünf Tage lang schlugen alle Versuche fehl.",
      "Der Endpunkt antwortete mit 410 oder bat mit dem Header webhook-delivery: disable darum.",
    ],
    notSentWhen: ["Eine Person schaltet einen Webhook aus.", "Ein Webhook wird gelöscht."],
  },
  details:
    "Nothing more is sent to that webhook until a person turns it on again. The reason says who or what turned it off.",
  sentWhen: [
    "All attempts failed for five days.",
    "The endpoint answered 410, or asked for it with the header webhook-delivery: disable.",
  ],
  notSentWhen: ["A person turns a webhook off.", "A webhook is deleted."],
  data: operationalData.extend({
    reason: z.enum(["gone", "receiver_request", "failing"]),
    lastError,
    eventType: lastEventType,
  }),
  sample: {
    webhookId: "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    url: "https://calendar.example.com/hoo…",
    description: "Calendar",
    message:
      "“Calendar” was turned off: every attempt had failed for 5 days. Nothing is sent to it until you turn it on again; what it missed can be recovered then.",
    reason: "failing",
    lastError: { code: "timeout", message: "calendar.example.com did not answer in time." },
    eventType: "appointment.created",
    link: "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
  },
  sendable: false,
});
