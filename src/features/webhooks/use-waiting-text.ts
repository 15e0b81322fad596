import { useTranslations } from "use-intl";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";

/** Returns "1 delivery", "1,203 deliveries", "more than 10,000 deliveries". */
export const useWaitingText = (): ((count: number) => string) => {
  const t = useTranslations("labels.count");
  return (count) => {
    const amount = t("deliveries", { count: Math.min(count, WAITING_COUNT_MAX) });
    return count >= WAITING_COUNT_MAX ? t("moreThan", { amount }) : amount;
  };
};
