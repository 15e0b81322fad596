/** Limits depth: indentation grows with the square of the depth. */
const DEPTH_MAX = 100;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * Indents a JSON object or list; null for other text, and beyond 100 levels. Changes only white space between tokens:
 * numbers, escapes, repeated names and their order stay.
 */
export const formatJson = (text: string): string | null => {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return null;
  const parts: string[] = [];
  let depth = 0;
  let before = "";
  const breakLine = () => parts.push("\n", "  ".repeat(depth));
  for (const [token] of text.matchAll(TOKEN)) {
    const isClosing = token === "}" || token === "]";
    const isOpen = before === "{" || before === "[";
    if (isClosing) depth -= 1;
    if (isClosing ? !isOpen : isOpen || before === ",") breakLine();
    parts.push(token === ":" ? ": " : token);
    if (token === "{" || token === "[") depth += 1;
    if (depth > DEPTH_MAX) return null;
    before = token;
  }
  return parts.join("");
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
