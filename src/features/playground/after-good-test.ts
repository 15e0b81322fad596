import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";

export type AfterTest = { text: string; step: "try_now" | null };

type Now = Pick<WebhookHealthView, "health" | "waiting" | "lastError">;

/** Suggests the next step after a successful test at `testedAt`; null when messages go out automatically. */
export const afterGoodTest = ({ health, waiting, lastError }: Now, testedAt: string): AfterTest | null => {
  if (health === "healthy" || health === "failing") return null;
  if (lastError && Date.parse(lastError.at) > Date.parse(testedAt))
    return { text: "The receiver had it. What was sent later did not get through.", step: null };
  if (health === "disabled") return { text: "It works. Turn the webhook on to send for real.", step: null };
  return waiting === 0
    ? { text: "The receiver answers again. The next event is sent to it.", step: null }
    : { text: "The receiver answers again. Press “Try now” to send what waits.", step: "try_now" };
};
