/** Share of the height that stays free above the highest value. */
const FREE = 0.06;

/** Whole numbers between labels: halves of a count would be written as the same number twice. */
const STEPS = Array.from({ length: 10 }, (_, zeros) => [1, 2, 3, 5].map((digit) => digit * 10 ** zeros)).flat();

export type ChartScale = { step: number; max: number };

/**
 * Chooses the scales of both axes: each label of the line's axis stands at a grid line of the counts.
 *
 * @param linesMax grid lines above 0 for which there is room
 */
export const chartScales = (
  highest: { count: number; line: number },
  linesMax: number,
): { count: ChartScale; line: ChartScale } => {
  const max = Math.max(1, highest.count) * (1 + FREE);
  const step = roundUp(max / linesMax);
  const lines = max / step;
  const lineStep = roundUp((Math.max(1, highest.line) * (1 + FREE)) / lines);
  return { count: { step, max }, line: { step: lineStep, max: lineStep * lines } };
};

/** Values of the grid lines of a scale, from 0 on. */
export const gridValues = ({ step, max }: ChartScale): number[] =>
  Array.from({ length: Math.floor(max / step) + 1 }, (_, line) => line * step);

const roundUp = (value: number): number => STEPS.find((step) => step >= value) ?? value;
