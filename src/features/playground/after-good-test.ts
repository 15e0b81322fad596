import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";

export type AfterTest = "later_failed" | "turn_on" | "next_goes" | "try_now";

type Now = Pick<WebhookHealthView, "health" | "waiting" | "lastError">;

/** Names the next step after a successful test at `testedAt`; null when events go out automatically. */
export const afterGoodTest = ({ health, waiting, lastError }: Now, testedAt: string): AfterTest | null => {
  if (health === "healthy" || health === "failing") return null;
  if (lastError && Date.parse(lastError.at) > Date.parse(testedAt)) return "later_failed";
  if (health === "disabled") return "turn_on";
  return waiting === 0 ? "next_goes" : "try_now";
};
