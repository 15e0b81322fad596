/** Formats "85 ms", "1.2 s", "12 s", with a space that does not break. */
export const durationText = (ms: number, locale: string): string => {
  const format = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  if (ms < 1_000) return `${format(ms, 0)}\u00a0ms`;
  return `${format(ms / 1_000, ms < 10_000 ? 1 : 0)}\u00a0s`;
};
