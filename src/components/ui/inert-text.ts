/**
 * Writes out control characters (terminal codes, NUL), direction marks and invisible characters of external text, so
 * that a terminal executes nothing. Line breaks, tabs and joiners of emoji and letters stay. Idempotent.
 */
export const inertText = (text: string): string => text.replace(NOT_INERT, writtenOut);

const NOT_INERT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\r(?!\n)|\p{Cs}/gu;

/** Unicode has pictures for the first 33 control characters; other characters get names. */
const writtenOut = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
};
