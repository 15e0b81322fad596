import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

export const WE_TURNED_IT_OFF = "We turned this webhook off";

/** Why a webhook is off, for its owner. */
export const OFF_REASONS: Record<NonNullable<WebhookView["disabledReason"]>, string> = {
  by_user: "You turned it off. Until you turn it on again, nothing is sent.",
  gone: "The receiver answered that it is gone for good (410). Ask whoever runs it before you turn this on again.",
  receiver_request: "The receiver asked us to stop sending. Ask whoever runs it before you turn this on again.",
  failing: "Nothing has got through for days. Until you turn it on again, nothing is sent.",
};
