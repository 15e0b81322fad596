import { useTranslations } from "use-intl";

const REASONS = [
  "storage_full",
  "canceled_by_user",
  "erased",
  "tenant_suspended",
  "tenant_removed",
  "unknown_tenant",
] as const;

/** Explains a rejection or cancellation: by our code, or by the sentence that the sender received. */
export const useEventReason = (): ((reason: string | null) => string) => {
  const t = useTranslations("events.reasons");
  return (reason) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(known) : (reason ?? "");
  };
};
