const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
const COLOURED_LENGTH_MAX = 40_000;

type Token = { at: number; text: string; kind: "key" | "string" | "literal" | "plain" };

/** Splits text into coloured parts that join to exactly the input, even for invalid JSON. */
export const jsonTokens = (text: string): Token[] => {
  if (text.length > COLOURED_LENGTH_MAX) return [{ at: 0, text, kind: "plain" }];
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ at: end, text: text.slice(end, match.index), kind: "plain" });
    const [all, string, colon = ""] = match;
    tokens.push({
      at: match.index,
      text: string ?? all,
      kind: string === undefined ? "literal" : colon ? "key" : "string",
    });
    if (colon) tokens.push({ at: match.index + (string?.length ?? 0), text: colon, kind: "plain" });
    end = match.index + all.length;
  }
  if (end < text.length) tokens.push({ at: end, text: text.slice(end), kind: "plain" });
  return tokens;
};

const COLOURS = { key: "text-accent", string: "text-ok", literal: "text-warn", plain: undefined } as const;

export const JsonText = ({ text }: { text: string }) => (
  <code>
    {jsonTokens(text).map((token) => (
      <span key={token.at} className={COLOURS[token.kind]}>
        {token.text}
      </span>
    ))}
  </code>
);
