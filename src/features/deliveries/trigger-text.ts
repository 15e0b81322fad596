import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import type { Translate } from "#features/translate.ts";

/** Names the cause of an attempt. `viewerId` is the person who reads it; without it, people stay unnamed. */
export const triggerText = (
  { trigger, requestedBy }: Pick<AttemptView, "trigger" | "requestedBy">,
  viewerId: string | undefined,
  t: Translate<"deliveries.trigger">,
): string => {
  if (trigger === "test") return t("test");
  const isManual = trigger === "manual";
  if (requestedBy === null || requestedBy === "system" || requestedBy.startsWith("opk_"))
    return t(isManual ? "manual" : "automatic");
  if (requestedBy.startsWith("key_")) return t(isManual ? "manualKey" : "againKey");
  if (requestedBy.startsWith("rec_")) return t(isManual ? "manualRecovery" : "againRecovery");
  if (viewerId === undefined) return t("manual");
  if (requestedBy === viewerId) return t(isManual ? "manualYou" : "againYou");
  return t(isManual ? "manualColleague" : "againColleague");
};
