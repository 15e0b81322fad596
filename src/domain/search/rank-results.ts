import { foldWords } from "#domain/search/normalise-words.ts";
import { RESULTS_MAX, type SearchResult } from "#domain/search/search.schema.ts";

/** Leaves room for other kinds. */
const PER_KIND_MAX = 6;

/** People look for things of their business more often than for single events. */
const KINDS = ["webhook", "customer", "appointment", "staff", "service"];
const LAST = ["delivery", "event"];

/**
 * Orders results: exact ids first, then ids and titles that begin with `q`, then by kind. Results of one kind keep their order. Each
 * thing comes once.
 */
export const rankResults = (q: string, results: readonly SearchResult[]): SearchResult[] => {
  const asked = fold(q);
  const seen = new Map<string, SearchResult>();
  for (const result of results) {
    const key = `${result.kind} ${result.id}`;
    if (!seen.has(key)) seen.set(key, result);
  }
  const perKind = new Map<string, number>();
  return [...seen.values()]
    .map((result) => ({ result, rank: rankOf(asked, result) }))
    .sort((a, b) => a.rank - b.rank || placeOf(a.result.kind) - placeOf(b.result.kind))
    .map(({ result }) => result)
    .filter(({ kind }) => {
      const count = (perKind.get(kind) ?? 0) + 1;
      perKind.set(kind, count);
      return count <= PER_KIND_MAX;
    })
    .slice(0, RESULTS_MAX);
};

const fold = (text: string) => foldWords(text).join(" ");

const rankOf = (asked: string, { id, title }: SearchResult): number => {
  if (fold(id) === asked) return 0;
  return fold(title).startsWith(asked) || fold(id).startsWith(asked) ? 1 : 2;
};

const placeOf = (kind: string): number => {
  if (LAST.includes(kind)) return KINDS.length + 1 + LAST.indexOf(kind);
  return KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length;
};
