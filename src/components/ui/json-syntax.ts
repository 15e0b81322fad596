const GAP = /[ \t\n\r]*/y;
const TOKEN =
  /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/uy;

/** Tokens that may come next: a value, a name, or the end of the object or list as well. */
type Expected = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "commaOrEnd" | "nothing";

/**
 * Finds the line of the first syntax error of a JSON text (RFC 8259), counted from 1; null = valid. Browsers do not all
 * say where their parser stopped.
 */
export const syntaxErrorLine = (text: string): number | null => {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  for (let at = 0; ; ) {
    GAP.lastIndex = at;
    at += GAP.exec(text)?.[0].length ?? 0;
    if (at === text.length) return expected === "nothing" ? null : lineAt(text, at);
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const next: Expected | null = token === undefined ? null : follow(token, expected, open);
    if (token === undefined || next === null) return lineAt(text, at);
    expected = next;
    at += token.length;
  }
};

/** Returns what may follow; null if the token may not stand here. */
const follow = (token: string, expected: Expected, open: ("{" | "[")[]): Expected | null => {
  const afterValue = () => (open.length === 0 ? "nothing" : "commaOrEnd");
  switch (token) {
    case "{":
    case "[":
      if (!expected.startsWith("value")) return null;
      open.push(token);
      return token === "{" ? "nameOrEnd" : "valueOrEnd";
    case "}":
    case "]": {
      const isEnd = expected.endsWith("OrEnd") && open.pop() === (token === "}" ? "{" : "[");
      return isEnd ? afterValue() : null;
    }
    case ",":
      if (expected !== "commaOrEnd") return null;
      return open.at(-1) === "{" ? "name" : "value";
    case ":":
      return expected === "colon" ? "value" : null;
    default:
      if (expected.startsWith("name")) return token.startsWith('"') ? "colon" : null;
      return expected.startsWith("value") ? afterValue() : null;
  }
};

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;
