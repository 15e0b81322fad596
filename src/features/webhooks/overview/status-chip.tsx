import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tints.ts";

const toneOf = (httpStatus: number | null): Tone => {
  if (httpStatus === null || httpStatus >= 400) return "bad";
  return httpStatus < 300 ? "ok" : "warn";
};

/** HTTP status of a response, or that there was none. */
export const StatusChip = ({ httpStatus }: { httpStatus: number | null }) => {
  const t = useTranslations("webhooks.response");
  return <Badge tone={toneOf(httpStatus)}>{httpStatus === null ? t("none") : String(httpStatus)}</Badge>;
};
