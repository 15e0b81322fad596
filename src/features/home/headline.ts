import type { TotalsView } from "#domain/figures/stats.schema.ts";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import type { Translate } from "#features/translate.ts";
import { isInTrouble } from "#features/webhooks/listed-webhook.ts";

export type Headline = { state: "fine" | "trouble" | "paused" | "off" | "start"; title: string; about: string };

type Today = Pick<TotalsView, "deliveries" | "firstTry" | "isBehind">;

/**
 * One sentence on all webhooks, one on today. A webhook that a person turned off is neither fine nor in trouble, and none
 * is fine while the platform has paused sending.
 */
export const headline = (
  webhooks: readonly Pick<DashboardWebhook, "health" | "disabledReason">[],
  today: Today | undefined,
  isSendingPaused: boolean,
  t: Translate<"home.headline">,
): Headline => {
  if (webhooks.length === 0) return { state: "start", title: t("start"), about: t("startAbout") };
  const about = today ? todayText(today, t) : "";
  const troubled = webhooks.filter(isInTrouble).length;
  if (troubled > 0)
    return { state: "trouble", title: t("trouble", { count: troubled, total: webhooks.length }), about };
  const fine = webhooks.filter(({ health }) => health === "healthy").length;
  if (fine === 0) return { state: "off", title: t("off", { count: webhooks.length }), about };
  return isSendingPaused
    ? { state: "paused", title: t("paused"), about }
    : { state: "fine", title: t("fine", { count: fine }), about };
};

const todayText = ({ deliveries: { delivered }, firstTry, isBehind }: Today, t: Translate<"home.headline">): string => {
  if (delivered === 0) return t(isBehind ? "counting" : "nothing");
  // A resent delivery succeeds again: first attempts may exceed what ended today.
  const first = Math.min(firstTry, delivered);
  return first === delivered ? t("allFirst", { delivered }) : t("someFirst", { delivered, first });
};
