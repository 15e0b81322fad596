/**
 * Writes one cell of a CSV file (RFC 4180). A spreadsheet runs text that starts with `= + - @` as a formula; a leading apostrophe
 * keeps it text.
 */
export const csvCell = (value: string | number | boolean | null): string => {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
