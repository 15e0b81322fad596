"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#components/ui/button.tsx";

const LISTS = ["deliveries", "events"] as const;

/** Leads from the page of something that is not there to the list of its kind. */
export const NotFoundLink = () => {
  const t = useTranslations("shell.notFound");
  const [, section] = usePathname().split("/");
  const list = LISTS.find((one) => one === section) ?? "webhooks";
  return (
    <ButtonLink href={`/${list}`} variant="primary">
      {t(list)}
    </ButtonLink>
  );
};
