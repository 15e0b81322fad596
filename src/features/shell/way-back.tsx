"use client";

import { ArrowLeft } from "lucide-react";
import { useTranslations } from "use-intl";
import { useBrand } from "#features/shell/brand.tsx";

/** Link back to the booking platform, also out of its frame. Renders nothing where none is set. */
export const WayBack = () => {
  const t = useTranslations("shell");
  const { wayBack } = useBrand();
  if (!wayBack) return null;
  return (
    <a
      href={wayBack}
      target="_top"
      rel="noreferrer"
      className="inline-flex w-fit items-center gap-1.5 rounded-md px-1 text-[0.8125rem] font-medium text-soft hover:text-ink"
    >
      <ArrowLeft aria-hidden className="size-3.5" />
      <span>{t("wayBack")}</span>
    </a>
  );
};
