import { FlaskConical } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Mode } from "#domain/mode.schema.ts";

/** Marks objects of test mode. Live objects have no mark. */
export const ModeBadge = ({ mode }: { mode: Mode }) => {
  const t = useTranslations("labels.mode");
  return mode === "test" ? (
    <Badge tone="warn" icon={FlaskConical} title={t("testMeaning")}>
      {t("test")}
    </Badge>
  ) : null;
};
