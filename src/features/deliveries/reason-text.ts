import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { ATTEMPT_ERROR_CODES, DELIVERY_REASONS } from "#domain/deliveries/delivery.values.ts";

/** Explains a status in one line; null when the status says enough. Unknown codes of a newer version are spelled out. */
export const useReasonText = (): ((reason: string | null) => string | null) => {
  const t = useTranslations("log");
  return useCallback(
    (reason) => {
      if (reason === null) return null;
      const known = DELIVERY_REASONS.find((one) => one === reason);
      if (known) return t(`row.reasons.${known}`);
      const code = ATTEMPT_ERROR_CODES.find((one) => one === reason);
      return code ? t(`causes.${code}.label`) : reason.replaceAll("_", " ");
    },
    [t],
  );
};
