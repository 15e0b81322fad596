import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { operationalData } from "#domain/event-types/operational-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const webhookRecovered = defineEventType({
  name: "webhook.recovered",
  family: "webhook",
  title: "Webhook recovered",
  description: "One of your other webhooks that was failing accepts events again.",
  german: {
    title: "Webhook erholt",
    description: "Einer Ihrer anderen Webhooks funktioniert wieder.",
    details: "Die Pause ist vorbei, und die angehaltenen Zustellungen werden gesendet.",
    sentWhen: ["Ein Webhook, der als gestört gemeldet war, nimmt wieder eine Zustellung an."],
    notSentWhen: [
      "Ein neuer Versuch gelingt bei einem Webhook, der nicht pausiert war.",
      "Eine Person schaltet einen Webhook wieder ein.",
    ],
  },
  details: "The pause is over, and the deliveries that were on hold are sent.",
  sentWhen: ["A webhook that was announced as failing accepts a delivery again."],
  notSentWhen: ["A retry succeeds for a webhook that was not paused.", "A person turns a webhook on again."],
  data: operationalData.extend({ failingSince: instant }),
  sample: {
    webhookId: "wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
    url: "https://calendar.example.com/hoo…",
    description: "Calendar",
    message:
      "“Calendar” answers again. It had been failing since 14 March 2026 at 10:00 UTC. What waits for it is sent now.",
    failingSince: "2026-03-14T10:00:00.000Z",
    link: "https://webhooks.example.com/webhooks/wh_01kfw8e4x0fyr9v2m6c3t7h5nq",
  },
  sendable: false,
});
