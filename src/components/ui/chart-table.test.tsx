import { expect, it } from "vitest";
import { Chart } from "#components/ui/chart.tsx";
import { ChartTable } from "#components/ui/chart-table.tsx";
import { renderPage } from "#tests/render-page.tsx";

const chart = {
  label: "Deliveries by hour",
  at: ["2026-03-14T10:00:00.000Z", "2026-03-14T11:00:00.000Z", "2026-03-14T12:00:00.000Z"],
  series: [
    { label: "Delivered", values: [1_203, 0, 0], tone: "ok" },
    { label: "Failed", values: [0, 0, 2], tone: "bad" },
  ],
  line: { label: "p95", values: [120, null, null], format: (ms: number) => `${ms} ms` },
} as const;

const rowsOf = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) => [...row.matchAll(/>([^<]+)</g)].map(([, text]) => text));

it("the table of a chart names each value, and leaves out steps without values", () => {
  expect(rowsOf(renderPage(<ChartTable {...chart} />))).toEqual([
    ["Time", "Delivered", "Failed", "p95"],
    [expect.stringContaining("10:00"), "1,203", "0", "120 ms"],
    [expect.stringContaining("12:00"), "0", "2", "–"],
  ]);
});

it("the server renders the legend and keeps the height free, without the chart's library", () => {
  const html = renderPage(<Chart {...chart} height={180} />, { locale: "de" });
  expect(html).toContain("height:180px");
  expect(html).toContain("Als Tabelle");
});
