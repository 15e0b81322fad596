"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";

/** Tells viewers why buttons are missing. A phone has room for the icon only. */
export const ViewOnlyBadge = () => {
  const t = useTranslations("shell.viewOnly");
  return useIsAdmin() ? null : (
    <Badge tone="calm" icon={Eye} title={t("title")} className="max-sm:gap-0 max-sm:px-1.5">
      <span className="max-sm:sr-only">{t("label")}</span>
    </Badge>
  );
};
