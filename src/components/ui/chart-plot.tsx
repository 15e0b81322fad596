"use client";

import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import uPlot from "uplot";
import { useFormatter, useLocale, useTimeZone, useTranslations } from "use-intl";
import { moveCursor, type PlotCursor } from "#components/ui/chart-cursor.ts";
import { type ChartProps, highestBar, isEmptyChart, rangeOfSteps, stackSeries } from "#components/ui/chart-data.ts";
import { plotHeight, plotOptions } from "#components/ui/chart-options.ts";
import { stepText } from "#components/ui/chart-ticks.ts";
import { ChartTooltip } from "#components/ui/chart-tooltip.tsx";
import { inOwnTask } from "#components/ui/in-own-task.ts";

/** Colours that the canvas reads from elements, since it knows no custom properties. */
const COLORS = {
  ok: "text-chart-ok",
  warn: "text-chart-warn",
  bad: "text-chart-bad",
  calm: "text-chart-calm",
  accent: "text-accent",
  line: "text-chart-line",
  grid: "text-line",
  axis: "text-faint",
  surface: "text-surface",
} as const;

/** Drawn part of a chart, loaded when it is first shown. */
export const ChartPlot = ({ label, at, series, line, onSelectRange, selectHint, empty, height = 240 }: ChartProps) => {
  const t = useTranslations("ui.chart");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const format = useFormatter();
  const place = useRef<HTMLDivElement>(null);
  const colors = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(null);
  const [cursor, setCursor] = useState<PlotCursor | null>(null);
  const hintId = useId();

  const data = (): uPlot.AlignedData => [
    at.map((_, step) => step),
    ...stackSeries(series, plotHeight(height)),
    ...(line ? [[...line.values]] : []),
  ];
  const hasCounts = series.some(({ values }) => values.some((value) => value > 0));
  const hasLineValues = line?.values.some((value) => value !== null) ?? false;
  const readData = useEffectEvent(data);
  const select = useEffectEvent((from: number, to: number) => {
    const range = rangeOfSteps(at, from, to);
    if (range) onSelectRange?.(range);
  });
  const readFacts = useEffectEvent(() => ({
    at,
    highest: { count: highestBar(series), line: Math.max(0, ...(line?.values.map((value) => value ?? 0) ?? [])) },
    locale,
    timeZone,
    formatCount: (value: number) => (hasCounts ? format.number(value, { notation: "compact" }) : ""),
    formatLine: (value: number) => (hasLineValues ? (line?.format(value) ?? "") : ""),
  }));
  const tones = series.map(({ tone }) => tone).toReversed();
  const hasLine = line !== undefined;
  const canSelect = onSelectRange !== undefined;
  const shape = JSON.stringify({ tones, hasLine, canSelect, height });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the values that need another chart.
  useEffect(() => {
    const [element, probes] = [place.current, colors.current];
    if (!element || !probes) return;
    const colorOf = (name: keyof typeof COLORS) => {
      const probe = probes.querySelector(`[data-color=${name}]`);
      return probe ? getComputedStyle(probe).color : "";
    };
    const build = () => {
      const made = new uPlot(
        plotOptions({
          width: element.clientWidth,
          height,
          tones,
          hasLine,
          canSelect,
          fontFamily: getComputedStyle(element).fontFamily,
          facts: () => readFacts(),
          colorOf,
          onPoint: (step) => setCursor(step === null ? null : { step, anchor: null }),
          onDrag: (from, to) => select(from, to),
        }),
        readData(),
        element,
      );
      plot.current = made;
      made.over.addEventListener("click", () => {
        const { idx } = made.cursor;
        if (canSelect && typeof idx === "number") select(idx, idx);
      });
      const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
      resized.observe(element);
      const recolor = () => made.redraw(false);
      const themed = new MutationObserver(recolor);
      themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      const dark = matchMedia("(prefers-color-scheme: dark)");
      dark.addEventListener("change", recolor);
      return () => {
        resized.disconnect();
        themed.disconnect();
        dark.removeEventListener("change", recolor);
        made.destroy();
        plot.current = null;
      };
    };
    // The first drawing takes the browser 12 ms (measured).
    return inOwnTask(build);
  }, [shape]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: draws again when something that is drawn changes.
  useEffect(() => {
    plot.current?.setData(readData());
    // The first counts may keep the scale of an empty chart, whose axes have no words.
    plot.current?.redraw(false, true);
  }, [at, series, line, locale, timeZone]);

  const lastStep = at.length - 1;
  const shown = cursor && cursor.step <= lastStep ? cursor : null;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveCursor(shown, event, { lastStep, canSelect });
    if (!next) return;
    event.preventDefault();
    setCursor(next.cursor);
    if (next.chosen) select(next.chosen.from, next.chosen.to);
  };
  const step = shown?.step ?? Math.max(0, lastStep);
  const words = [
    stepText(at, step, timeZone, locale),
    ...series.map(({ label: name, values }) => `${name} ${format.number(values[step] ?? 0)}`),
    ...(line && line.values[step] != null ? [`${line.label} ${line.format(line.values[step])}`] : []),
  ].join(", ");

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={canSelect ? hintId : undefined}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, lastStep)}
      aria-valuenow={step}
      aria-valuetext={words}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target.matches(":focus-visible") && setCursor((now) => now ?? { step, anchor: null })}
      onBlur={() => setCursor(null)}
      className="relative h-full rounded-lg"
    >
      <div ref={place} className="absolute inset-0 [&_.u-over]:cursor-crosshair" />
      <span ref={colors} hidden>
        {Object.entries(COLORS).map(([name, color]) => (
          <span key={name} data-color={name} className={color} />
        ))}
      </span>
      {canSelect && (
        <span id={hintId} className="sr-only">
          {t("keys")}
        </span>
      )}
      {empty !== undefined && isEmptyChart({ series, line }) && (
        <p className="pointer-events-none absolute inset-0 flex items-center justify-center pb-6 text-[0.8125rem] text-faint">
          {empty}
        </p>
      )}
      {shown && plot.current && (
        <ChartTooltip
          plot={plot.current}
          cursor={shown}
          title={stepText(at, shown.step, timeZone, locale)}
          series={series}
          line={line}
          hint={canSelect ? selectHint : undefined}
        />
      )}
    </div>
  );
};
