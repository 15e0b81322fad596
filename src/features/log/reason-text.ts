import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import type { logEn } from "#features/log/log-en.ts";

type Reason = keyof (typeof logEn)["row"]["reasons"];

const REASONS = [
  "gone",
  "receiver_request",
  "aborted_by_receiver",
  "payload_expired",
  "erased",
  "canceled_by_user",
  "webhook_inactive",
  "webhook_disabled",
  "webhook_deleted",
  "paused_by_operator",
] as const satisfies readonly Reason[];

/** Explains a status in one line; null when the status says enough. Unknown codes of a newer version are spelled out. */
export const useReasonText = (): ((reason: string | null) => string | null) => {
  const t = useTranslations("log");
  return useCallback(
    (reason) => {
      if (reason === null) return null;
      const known = REASONS.find((one) => one === reason);
      if (known) return t(`row.reasons.${known}`);
      const code = attemptErrorCode.safeParse(reason);
      return code.success ? t(`causes.${code.data}.label`) : reason.replaceAll("_", " ");
    },
    [t],
  );
};
