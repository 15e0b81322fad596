import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import type { DraftChange } from "#features/webhooks/form/draft-changes.tsx";

/** Shows old and new value of each changed setting, and what the change means. */
export const ChangeList = ({ changes }: { changes: readonly DraftChange[] }) => {
  const t = useTranslations("webhooks.form.changes");
  return (
    <Card title={t("title", { count: changes.length })} description={t("about")}>
      <ul className="flex flex-col divide-y divide-line">
        {changes.map(({ key, label, before, after, meaning }) => (
          <li key={key} className="flex flex-col gap-1 py-3 text-[0.8125rem] first:pt-0 last:pb-0">
            <span className="font-medium">{label}</span>
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              {before !== null && (
                <span className="min-w-0 wrap-anywhere text-soft">
                  <span className="sr-only">{`${after === null ? t("removed") : t("from")}: `}</span>
                  <del className="rounded bg-bad-tint px-1 text-bad no-underline">{before}</del>
                </span>
              )}
              {before !== null && after !== null && <ArrowRight aria-hidden className="size-3.5 text-faint" />}
              {after !== null && (
                <span className="min-w-0 wrap-anywhere">
                  <span className="sr-only">{`${before === null ? t("added") : t("to")}: `}</span>
                  <ins className="rounded bg-ok-tint px-1 text-ok no-underline">{after}</ins>
                </span>
              )}
            </span>
            {meaning && <span className="text-faint">{meaning}</span>}
          </li>
        ))}
      </ul>
    </Card>
  );
};
