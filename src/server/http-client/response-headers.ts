const HEADERS_MAX = 64;
const NAME_LENGTH_MAX = 256;
const VALUE_LENGTH_MAX = 1_024;

/**
 * Lower-cases names and joins repeats with ", ": at most 64 names, 1,024 characters per value. Invalid UTF-8 and control characters
 * become U+FFFD.
 * @param raw alternating names and values
 */
export const readHeaders = (raw: readonly (Buffer | string)[]): Record<string, string> => {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = textOf(raw[i]).toLowerCase().slice(0, NAME_LENGTH_MAX);
    const value = textOf(raw[i + 1]);
    const before = headers.get(name);
    if (before === undefined && headers.size >= HEADERS_MAX) continue;
    headers.set(name, (before === undefined ? value : `${before}, ${value}`).slice(0, VALUE_LENGTH_MAX));
  }
  // Assignment would not be safe for a header named __proto__.
  return Object.fromEntries(headers);
};

const textOf = (bytes: Buffer | string | undefined): string => {
  const text = typeof bytes === "string" ? bytes : (bytes?.toString("utf8") ?? "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return /^[\x20-\x7e]*$/.test(text) ? text : text.replace(/[\x00-\x1f\x7f-\x9f]/g, "\ufffd");
};
