/** Formats a share as "99.9%". Rounds down, so that one failure among thousands is not 100 %. */
export const percentText = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(
    Math.floor(share * 1_000) / 1_000,
  );
