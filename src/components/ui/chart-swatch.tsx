import type { ChartTone } from "#components/ui/chart-data.ts";
import { classNames } from "#components/ui/class-names.ts";

const LOOK: Record<ChartTone | "line", string> = {
  ok: "size-2.5 rounded-xs bg-chart-ok",
  warn: "size-2.5 rounded-xs bg-chart-warn",
  bad: "size-2.5 rounded-xs bg-chart-bad",
  calm: "size-2.5 rounded-xs bg-chart-calm",
  accent: "size-2.5 rounded-xs bg-accent",
  line: "h-0.5 w-2.5 rounded-full bg-chart-line",
};

/** Colour of a chart's part, beside its name. */
export const Swatch = ({ tone }: { tone: ChartTone | "line" }) => (
  <span aria-hidden className={classNames("shrink-0", LOOK[tone])} />
);
