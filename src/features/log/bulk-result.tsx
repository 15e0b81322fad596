"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "use-intl";
import type { BulkRefusal, BulkResult } from "#domain/deliveries/bulk.schema.ts";

export type Outcome = { kind: "resent" | "canceled"; results: BulkResult["results"] };

/** Counts refusals by reason, the most frequent first. */
export const countRefusals = (results: BulkResult["results"]): { reason: BulkRefusal; count: number }[] =>
  [...Map.groupBy(results, ({ refused }) => refused)]
    .flatMap(([reason, rows]) => (reason === null ? [] : [{ reason, count: rows.length }]))
    .toSorted((a, b) => b.count - a.count);

/** Says how many deliveries changed, and why the others did not. */
export const BulkOutcome = ({ outcome, onDismiss }: { outcome: Outcome; onDismiss: () => void }) => {
  const t = useTranslations("log.result");
  const refusals = countRefusals(outcome.results);
  const left = refusals.reduce((sum, { count }) => sum + count, 0);
  const done = outcome.results.length - left;
  const Icon = done > 0 ? CircleCheck : CircleAlert;
  return (
    <div
      role="status"
      className="flex items-start gap-2.5 rounded-xl border border-line bg-surface px-4 py-3 text-[0.8125rem] shadow-card"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${done > 0 ? "text-ok" : "text-warn"}`} />
      <div className="min-w-0 grow">
        <p className="font-medium">{t(outcome.kind, { count: done })}</p>
        {left > 0 && (
          <p className="text-soft">
            {`${t("left", { count: left })} ${refusals.map(({ reason, count }) => t(`refused.${reason}`, { count })).join(", ")}`}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label={t("dismiss")}
        onClick={onDismiss}
        className="rounded-md p-0.5 text-faint hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
};
