import Link from "next/link";
import { useTranslations } from "use-intl";

/** Leads to the times after which rows are deleted, where a list or a chart ends because of them. */
export const KeptTimesLink = () => (
  <Link href="/settings/data" prefetch={false} className="rounded-md underline underline-offset-2 hover:text-ink">
    {useTranslations("storage")("keptTimes")}
  </Link>
);
