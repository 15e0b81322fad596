import { classNames } from "#components/ui/class-names.ts";

export type SparkStep = { delivered: number; failed: number };

const STEP = { width: 4, gap: 1 };
const HEIGHT = 20;
const PART_MIN = 2;

/** Outcomes of 24 hours as small bars; the caller says them in words. */
export const Sparkline = ({ steps, className }: { steps: readonly SparkStep[]; className?: string }) => {
  const width = steps.length * STEP.width;
  const highest = Math.max(1, ...steps.map(({ delivered, failed }) => delivered + failed));
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(PART_MIN, (count / highest) * (HEIGHT - PART_MIN)));
  const bar = (step: number, from: number, height: number) =>
    height === 0
      ? ""
      : `M${step * STEP.width} ${HEIGHT - from}h${STEP.width - STEP.gap}v${-height}h${STEP.gap - STEP.width}z`;
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${HEIGHT}`} className={classNames("h-5 w-24", className)}>
      <path d={steps.map((_, step) => bar(step, 0, 1)).join("")} className="fill-line-strong" />
      <path
        d={steps.map(({ delivered }, step) => bar(step, 0, heightOf(delivered))).join("")}
        className="fill-chart-ok"
      />
      <path
        d={steps.map(({ delivered, failed }, step) => bar(step, heightOf(delivered), heightOf(failed))).join("")}
        className="fill-chart-bad"
      />
    </svg>
  );
};
