"use client";

import type uPlot from "uplot";
import { useFormatter } from "use-intl";
import type { PlotCursor } from "#components/ui/chart-cursor.ts";
import type { ChartProps } from "#components/ui/chart-data.ts";
import { Swatch } from "#components/ui/chart-swatch.tsx";

type Props = Pick<ChartProps, "series" | "line"> & {
  plot: uPlot;
  cursor: PlotCursor;
  title: string;
  hint: string | undefined;
};

const GAP_PX = 10;

/** Marks the chosen steps and names the values of the current one. The slider says the same to screen readers. */
export const ChartTooltip = ({ plot, cursor: { step, anchor }, title, series, line, hint }: Props) => {
  const format = useFormatter();
  const [from, to] = [Math.min(step, anchor ?? step), Math.max(step, anchor ?? step)];
  const { offsetLeft, offsetTop, clientWidth, clientHeight } = plot.over;
  const edge = (at: number) => Math.min(clientWidth, Math.max(0, plot.valToPos(at, "x")));
  const [left, right] = [edge(from - 0.5), edge(to + 0.5)];
  const middle = edge(step);
  const isRight = middle > clientWidth / 2;
  const lineValue = line?.values[step];
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      <div
        className="absolute rounded-sm bg-ink/8"
        style={{ left: offsetLeft + left, width: right - left, top: offsetTop, height: clientHeight }}
      />
      <div
        className="absolute top-1 z-10 min-w-40 rounded-xl border border-line bg-surface px-3 py-2 text-xs shadow-popup"
        style={
          isRight
            ? { right: `calc(100% - ${offsetLeft + edge(step - 0.5) - GAP_PX}px)` }
            : { left: offsetLeft + edge(step + 0.5) + GAP_PX }
        }
      >
        <p className="pb-1 font-medium whitespace-nowrap text-ink">{title}</p>
        {series.toReversed().map(({ label, values, tone }) => (
          <p key={label} className="flex items-center gap-2 text-soft">
            <Swatch tone={tone} />
            <span className="grow">{label}</span>
            <span className="pl-3 font-medium text-ink tabular-nums">{format.number(values[step] ?? 0)}</span>
          </p>
        ))}
        {line && lineValue != null && (
          <p className="flex items-center gap-2 text-soft">
            <Swatch tone="line" />
            <span className="grow">{line.label}</span>
            <span className="pl-3 font-medium text-ink tabular-nums">{line.format(lineValue)}</span>
          </p>
        )}
        {hint && <p className="pt-1 text-faint">{hint}</p>}
      </div>
    </div>
  );
};
