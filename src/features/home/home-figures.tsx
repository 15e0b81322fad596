"use client";

import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import type { TotalsView } from "#domain/figures/stats.schema.ts";
import { durationText } from "#features/duration-text.ts";
import { type Change, pointsChange, relativeChange } from "#features/home/change.ts";
import type { RangeChoice } from "#features/home/home-range.ts";
import { percentText } from "#features/percent-text.ts";
import { successOf } from "#features/webhooks/listed-webhook.ts";
import { SUCCESS_GOOD } from "#features/webhooks/webhook-row.tsx";

type Props = {
  now: TotalsView | undefined;
  before: TotalsView | undefined;
  range: RangeChoice;
  /** Webhooks stood during the whole period before, so that its count can be compared. */
  isBeforeWhole: boolean;
  /** Webhooks at which deliveries wait. */
  waitingAt: number;
};

/** Four numbers, each with its change against the period before where there was one. */
export const HomeFigures = ({ now, before, range, isBeforeWhole, waitingAt }: Props) => {
  const t = useTranslations("home.figures");
  const locale = useLocale();
  const format = useFormatter();
  const [success, successBefore] = [now, before].map((totals) => (totals ? successOf(totals.deliveries) : null));
  const deliveredBefore = before?.deliveries.delivered ?? null;
  const delivered = now ? countedOf(now) : null;
  const changes = {
    delivered: relativeChange(delivered, isBeforeWhole ? deliveredBefore : null, {
      better: null,
      locale,
    }),
    success: pointsChange(success ?? null, successBefore ?? null, {
      locale,
      text: (points) => t("points", { points }),
    }),
    p95: relativeChange(now?.p95Ms ?? null, before?.p95Ms ?? null, { better: "down", locale }),
  };
  const isBad = success != null && success < SUCCESS_GOOD;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden border-y border-line bg-line lg:grid-cols-4">
      <Figure
        label={t("delivered")}
        isLoading={!now}
        range={range}
        change={changes.delivered}
        note={delivered === null ? t("counting") : undefined}
      >
        {delivered === null ? null : format.number(delivered)}
      </Figure>
      <Figure label={t("success")} isLoading={!now} range={range} change={changes.success} isBad={isBad}>
        {success == null ? null : percentText(success, locale)}
      </Figure>
      <Figure label={t("p95")} about={t("p95About")} isLoading={!now} range={range} change={changes.p95}>
        {now?.p95Ms == null ? null : durationText(now.p95Ms, locale)}
      </Figure>
      <Figure
        label={t("waiting")}
        isLoading={!now}
        range={range}
        note={!now?.waiting ? t("waitingNone") : waitingAt > 0 ? t("waitingIn", { count: waitingAt }) : t("waitingNow")}
      >
        {now && format.number(now.waiting)}
      </Figure>
    </dl>
  );
};

/** Null while a success is known that is not counted yet. */
const countedOf = ({ deliveries: { delivered }, isBehind }: TotalsView): number | null =>
  delivered === 0 && isBehind ? null : delivered;

type FigureProps = {
  label: string;
  about?: string;
  isLoading: boolean;
  range: RangeChoice;
  change?: Change | null;
  note?: string | undefined;
  isBad?: boolean;
  children: ReactNode;
};

const Figure = ({ label, about, isLoading, range, change = null, note, isBad = false, children }: FigureProps) => {
  const t = useTranslations("home.figures");
  return (
    <div className="flex min-w-0 flex-col justify-between gap-0.5 bg-surface px-4 py-3.5 sm:px-5">
      <dt title={about} className="text-[0.8125rem] text-faint">
        {label}
      </dt>
      <dd className="flex flex-col gap-0.5">
        {isLoading ? (
          <span className="my-1 h-7 w-20 animate-pulse rounded-md bg-calm-tint" />
        ) : (
          <span
            className={classNames(
              "text-2xl leading-9 font-semibold tracking-tight tabular-nums",
              children === null ? "text-faint" : isBad && "text-bad",
            )}
          >
            {children ?? t("none")}
          </span>
        )}
        <span className="min-h-5 text-xs leading-5 text-faint">
          {change && !isLoading ? (
            <ChangeText change={change} range={range} />
          ) : (
            !isLoading && <span>{note ?? ""}</span>
          )}
        </span>
      </dd>
    </div>
  );
};

const ICONS = { up: ArrowUpRight, down: ArrowDownRight, same: ArrowRight } as const;

const ChangeText = ({ change: { text, direction, isGood }, range }: { change: Change; range: RangeChoice }) => {
  const t = useTranslations("home.figures");
  const Icon = ICONS[direction];
  const words = direction === "same" ? t("same") : text;
  const full = t("compared", { change: words, range: t(`comparedWith.${range}`) });
  return (
    <span
      title={full}
      className={classNames(
        "inline-flex items-center gap-1 font-medium",
        isGood === null ? "text-soft" : isGood ? "text-ok" : "text-bad",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      <span aria-hidden>{words}</span>
      <span className="sr-only">{full}</span>
    </span>
  );
};
