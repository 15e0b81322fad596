"use client";

import { useFormatter, useLocale, useTimeZone, useTranslations } from "use-intl";
import type { ChartProps } from "#components/ui/chart-data.ts";
import { stepText } from "#components/ui/chart-ticks.ts";

/** Values of a chart as a table: for screen readers, and where the chart cannot be loaded. Leaves out steps without values. */
export const ChartTable = ({ label, at, series, line, empty }: ChartProps) => {
  const t = useTranslations("ui.chart");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const format = useFormatter();
  const steps = at.flatMap((_, step) =>
    series.some(({ values }) => (values[step] ?? 0) > 0) || line?.values[step] != null ? [step] : [],
  );
  if (steps.length === 0) return <p className="py-8 text-center text-[0.8125rem] text-faint">{empty}</p>;
  const cell = "px-3 py-1.5 text-right tabular-nums";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls.
    <section aria-label={label} tabIndex={0} className="h-full overflow-auto rounded-lg border border-line">
      <table className="w-full text-[0.8125rem]">
        <thead className="sticky top-0 bg-sunken text-faint">
          <tr>
            <th scope="col" className="px-3 py-2 text-left font-medium">
              {t("time")}
            </th>
            {[...series, ...(line ? [line] : [])].map(({ label: name }) => (
              <th key={name} scope="col" className="px-3 py-2 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {steps.map((step) => (
            <tr key={at[step]}>
              <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap text-soft">
                {stepText(at, step, timeZone, locale)}
              </th>
              {series.map(({ label: name, values }) => (
                <td key={name} className={cell}>
                  {format.number(values[step] ?? 0)}
                </td>
              ))}
              {line && <td className={cell}>{line.values[step] == null ? "–" : line.format(line.values[step])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
