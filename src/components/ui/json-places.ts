/** Place of a value in a JSON text. Lines count from 1. */
export type JsonPlace = { start: number; end: number; line: number };

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

type Open = { path: string; start: number; line: number; index: number; isObject: boolean };

/**
 * Finds the places of all values by dotted path (`customer.name`, `answers.0`); the whole has the path "". Needs valid
 * JSON; of a repeated name the last value counts, as in `JSON.parse`.
 */
export const jsonPlaces = (text: string): Map<string, JsonPlace> => {
  const places = new Map<string, JsonPlace>();
  const open: Open[] = [];
  let name = "";
  let isName = false;
  let line = 1;
  let counted = 0;
  for (const { 0: token, index: start } of text.matchAll(TOKEN)) {
    for (; counted < start; counted++) if (text[counted] === "\n") line++;
    const inner = open.at(-1);
    const end = start + token.length;
    const own = inner ? (inner.isObject ? name : String(inner.index)) : "";
    const path = inner?.path ? `${inner.path}.${own}` : own;
    if (token === "{" || token === "[") {
      open.push({ path, start, line, index: 0, isObject: token === "{" });
      isName = token === "{";
    } else if (token === "}" || token === "]") {
      const closed = open.pop();
      if (closed) places.set(closed.path, { start: closed.start, end, line: closed.line });
      isName = false;
    } else if (token === ",") {
      isName = inner?.isObject ?? false;
      if (inner) inner.index++;
    } else if (token === ":") isName = false;
    else if (isName) name = JSON.parse(token);
    else places.set(path, { start, end, line });
  }
  return places;
};

/** Finds the line of a path, or of the nearest object around it: a missing field has no line of its own. */
export const lineOfPath = (places: ReadonlyMap<string, JsonPlace>, path: string): number | null => {
  for (let known = path; ; known = known.slice(0, Math.max(0, known.lastIndexOf(".")))) {
    const place = places.get(known);
    if (place) return place.line;
    if (known === "") return null;
  }
};
