/**
 * Tells whether a double keeps the value. `70.0` and `1e3` pass.
 *
 * @param literal by RFC 8259, section 6
 */
export const isExactNumber = (literal: string): boolean => {
  const value = Number(literal);
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value) && Math.abs(value) > 2 ** 53) return false;
  return decimalOf(literal) === decimalOf(String(value));
};

/** Unifies spellings: digits without outer zeros, and an exponent. */
const decimalOf = (literal: string): string => {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = withoutTrailingZeros(digits);
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
};

/** Avoids a regular expression, which would retry each run of zeros. */
const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
};
