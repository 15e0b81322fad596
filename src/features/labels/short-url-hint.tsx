import { useTranslations } from "use-intl";
import { Hint } from "#components/ui/tooltip.tsx";

/** Tells viewers why a URL ends early. */
export const ShortUrlHint = ({ url }: { url: string }) => {
  const t = useTranslations("labels.shortUrl");
  return url.endsWith("…") ? <Hint about={t("name")}>{t("why")}</Hint> : null;
};
