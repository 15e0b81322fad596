import { z } from "zod";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { lastError, lastEventType, operationalData } from "#domain/event-types/operational-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const webhookFailing = defineEventType({
  name: "webhook.failing",
  family: "webhook",
  title: "Webhook failing",
  description:
    "One of your other webhooks keeps failing: when it is paused, and as it comes closer to being turned off.",
  german: {
    title: "Webhook gestört",
    description:
      "Einer Ihrer anderen Webhooks schlägt immer wieder fehl: wenn er pausiert wird, und wenn das Ausschalten näher rückt.",
    details:
      "Kommt, wenn Bellhop einen Webhook nach mehreren Fehlschlägen in Folge pausiert, und noch einmal nach 50, 70 und 90 Prozent der Zeit bis zum Ausschalten. Seine Nachricht sagt in einfachen Worten, was geschehen ist und was als Nächstes geschieht.",
    sentWhen: [
      "Ein anderer Webhook wird pausiert.",
      "Dieser Webhook kommt dem Ausschalten näher: ein Ereignis je Stufe.",
    ],
    notSentWhen: [
      "Eine einzelne Anfrage schlägt fehl.",
      "Der empfangende Webhook ist selbst gestört: Über sich selbst bekommt er keine Ereignisse.",
    ],
  },
  details:
    "Comes when Bellhop pauses a webhook after several failures in a row, and again at 50, 70 and 90 percent of the time until it is turned off. Its message says in plain words what happened and what happens next.",
  sentWhen: ["Another webhook is paused.", "That webhook comes closer to being turned off: one event for each step."],
  notSentWhen: [
    "A single request fails.",
    "The webhook that listens is itself in trouble: it gets no events about itself.",
  ],
  data: operationalData.extend({
    percent: explainField(
      z.int().min(0).max(100),
      "Of the way to being turned off: 0 when it was just paused, 50, 70, 90",
      "Prozent des Wegs bis zum Ausschalten: 0, wenn er gerade pausiert wurde, 50, 70, 90",
    ),
    isPaused: explainField(
      z.boolean(),
      "Whether only single deliveries are tried until it answers again",
      "Ob nur einzelne Zustellungen versucht werden, bis er wieder antwortet",
    ),
    consecutiveFailures: z.int().min(0),
    failingSince: instant,
    disablesAt: explainField(
      instant,
      "When it is turned off if it goes on failing",
      "Wann er ausgeschaltet wird, wenn es so weitergeht",
    ),
    lastError,
    eventType: lastEventType,
  }),
  sample: {
    webhookId: "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    url: "https://calendar.example.com/hoo…",
    description: "Calendar",
    message:
      "“Calendar” has failed 12 times in a row since 14 March 2026 at 10:00 UTC. It is paused: one delivery is tried now and then, the others wait and are sent when it answers again. If it goes on failing, it is turned off on 19 March 2026 at 10:00 UTC.",
    percent: 50,
    isPaused: true,
    consecutiveFailures: 12,
    failingSince: "2026-03-14T10:00:00.000Z",
    disablesAt: "2026-03-19T10:00:00.000Z",
    lastError: { code: "http_status", message: "The receiver answered 500. Any 2xx counts as delivered." },
    eventType: "appointment.created",
    link: "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
  },
  sendable: false,
});
