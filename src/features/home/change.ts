/** Change of a number against the period before, ready to be said. */
export type Change = { text: string; direction: "up" | "down" | "same"; isGood: boolean | null };

/** Smaller changes are noise. */
const SHARE_MIN = 0.01;
const POINTS_MIN = 0.1;

/**
 * Relative change; null with nothing to compare. `better` says which direction is good news, null if neither is.
 */
export const relativeChange = (
  now: number | null,
  before: number | null,
  { better, locale }: { better: "up" | "down" | null; locale: string },
): Change | null => {
  if (now === null || before === null || before === 0) return null;
  const share = now / before - 1;
  const text = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  }).format(share);
  return changeOf(share, SHARE_MIN, text, better);
};

/** Difference of two shares in percentage points, as a number with sign. */
export const pointsChange = (
  now: number | null,
  before: number | null,
  { locale, text }: { locale: string; text: (points: string) => string },
): Change | null => {
  if (now === null || before === null) return null;
  const points = (now - before) * 100;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(points);
  return changeOf(points, POINTS_MIN, text(number), "up");
};

const changeOf = (amount: number, least: number, text: string, better: "up" | "down" | null): Change => {
  if (Math.abs(amount) < least) return { text, direction: "same", isGood: null };
  const direction = amount > 0 ? "up" : "down";
  return { text, direction, isGood: better === null ? null : direction === better };
};
