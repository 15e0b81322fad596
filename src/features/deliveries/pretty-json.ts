/** Indents JSON for reading; anything else comes back as it is. Shown only: what was signed are the raw bytes. */
export const prettyJson = (text: string): { text: string; json: boolean } => {
  if (!/^\s*[[{]/.test(text)) return { text, json: false };
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), json: true };
  } catch {
    return { text, json: false };
  }
};

/** `Name: value` lines, as headers are written. */
export const headerLines = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
