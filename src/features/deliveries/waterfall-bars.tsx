import { Check, Circle, LoaderCircle, Minus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { durationText } from "#features/deliveries/duration-text.ts";
import type { Waterfall, WaterfallRow, WaterfallState, WaterfallStep } from "#features/deliveries/waterfall.ts";

const MARKS: Record<WaterfallState, { icon: typeof Check; look: string }> = {
  ahead: { icon: Circle, look: "text-line-strong" },
  running: { icon: LoaderCircle, look: "text-accent [&>svg]:animate-spin" },
  done: { icon: Check, look: "text-ok" },
  failed: { icon: X, look: "text-bad" },
  skipped: { icon: Minus, look: "text-faint" },
};

const BARS: Record<WaterfallStep, string> = {
  dns: "bg-accent/35",
  connect: "bg-accent/50",
  tls: "bg-accent/70",
  wait: "bg-accent",
  body: "bg-ok",
};

/** Keeps the axis calm while a test is young. */
const SCALE_MS_MIN = 20;

/** Shows the steps of an attempt as bars on one time axis, with durations in words. */
export const WaterfallBars = ({ waterfall: { rows, totalMs } }: { waterfall: Waterfall }) => {
  const t = useTranslations("deliveries.waterfall");
  const duration = useTranslations("deliveries.duration");
  const isRunning = rows.some(({ state }) => state === "running");
  const scale = Math.max(totalMs, isRunning ? SCALE_MS_MIN : Number.MIN_VALUE);
  return (
    <figure className="@container flex min-w-0 flex-col gap-1">
      <ol aria-label={t("label")} className="flex min-w-0 flex-col">
        {rows.map((row) => (
          <Row key={row.step} row={row} scale={scale} />
        ))}
      </ol>
      <figcaption className="flex items-baseline justify-between gap-3 border-t border-line pt-1.5 text-[0.8125rem]">
        <span className="font-medium text-soft">{t("total")}</span>
        <span className="font-mono text-ink tabular-nums">{durationText(totalMs, duration)}</span>
      </figcaption>
    </figure>
  );
};

const Row = ({ row: { step, state, startMs, ms, skipped }, scale }: { row: WaterfallRow; scale: number }) => {
  const t = useTranslations("deliveries.waterfall");
  const duration = useTranslations("deliveries.duration");
  const { icon: Icon, look } = MARKS[state];
  return (
    <li className="grid min-h-8 grid-cols-[1.25rem_1fr_auto] items-center gap-x-2 gap-y-0.5 py-1 @md:grid-cols-[1.25rem_10.5rem_1fr_7.5rem] @md:py-0.5">
      <span className={classNames("flex", look)}>
        <Icon aria-hidden className="size-4" strokeWidth={2.5} />
      </span>
      <span
        className={classNames("text-[0.8125rem]", state === "ahead" || state === "skipped" ? "text-faint" : "text-ink")}
      >
        <span>{t(`steps.${step}`)}</span>
        <span className="sr-only">{`: ${t(`states.${state}`)}`}</span>
      </span>
      <span
        aria-hidden
        className="relative order-last col-span-2 col-start-2 h-2 rounded-full bg-sunken @md:order-none @md:col-span-1 @md:col-start-auto @md:h-3"
      >
        {ms !== null && (
          <span
            className={classNames(
              "absolute inset-y-0 min-w-0.75 rounded-full transition-[left,width] duration-150 ease-linear",
              state === "failed" ? "bg-bad-solid" : BARS[step],
            )}
            style={{ left: `min(${share(startMs, scale)}%, 100% - 3px)`, width: `${share(ms, scale)}%` }}
          />
        )}
      </span>
      <span
        className={classNames(
          "text-right text-xs tabular-nums @md:text-[0.8125rem]",
          state === "failed" ? "font-medium text-bad" : "text-soft",
          ms !== null && "font-mono",
        )}
      >
        {ms !== null ? durationText(ms, duration) : skipped ? t(skipped) : ""}
      </span>
    </li>
  );
};

const share = (ms: number, scale: number): number => Math.min(100, (100 * ms) / scale);
