"use client";

import { ChartColumn, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ChartProps } from "#components/ui/chart-data.ts";
import { Swatch } from "#components/ui/chart-swatch.tsx";
import { ChartTable } from "#components/ui/chart-table.tsx";

/** A table takes the chart's place if its file cannot be loaded, as without a connection. */
const ChartPlot = dynamic(
  () =>
    import("#components/ui/chart-plot.tsx").then(
      ({ ChartPlot: Plot }) => Plot,
      () => ChartTable,
    ),
  { ssr: false, loading: () => <div className="h-full animate-pulse rounded-lg bg-sunken" /> },
);

/**
 * Stacked bars over time, with a line on an axis of its own if one is given: by pointer, by keyboard, and as a table.
 * Keeps its height while it loads.
 */
export const Chart = (props: ChartProps) => {
  const t = useTranslations("ui.chart");
  const [isTable, setIsTable] = useState(false);
  const { series, line, height = 240 } = props;
  const Icon = isTable ? ChartColumn : Table2;
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft sm:gap-x-4">
        {series.map(({ label, tone }) => (
          <span key={label} className="inline-flex items-center gap-1.5">
            <Swatch tone={tone} />
            <span>{label}</span>
          </span>
        ))}
        {line && (
          <span className="inline-flex items-center gap-1.5">
            <Swatch tone="line" />
            <span>{line.label}</span>
          </span>
        )}
        <button
          type="button"
          onClick={() => setIsTable(!isTable)}
          className="ml-auto inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-faint hover:bg-hover hover:text-ink"
        >
          <Icon aria-hidden className="size-3.5" />
          <span className="max-sm:sr-only">{isTable ? t("showChart") : t("showTable")}</span>
        </button>
      </figcaption>
      <div style={{ height }}>{isTable ? <ChartTable {...props} /> : <ChartPlot {...props} />}</div>
    </figure>
  );
};
