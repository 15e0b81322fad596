import type { FieldError } from "#domain/errors.ts";
import { DEPTH_MAX } from "#domain/json/scan-json.ts";
import { anchorsOf, pathOf, type SchemaTree, targetOf } from "#domain/platform-types/schema-tree.ts";

/** Checks for one value of an event, which has at most 20,000 values. Real schemas need a few dozen. */
export const CHECKS_PER_VALUE_MAX = 2_000;

/** Subschemas for a field or entry, each with the number of times it is checked. */
type Counts = Map<string, number>;
type Entry = { checks: number; below: Counts[] };

/**
 * Says whether an event could make a schema check one value too often: lists of choices and fields count, and so do references
 * that lead to one schema on several ways, which double the work at each level of a recursive schema.
 */
export const workProblem = (tree: SchemaTree): FieldError | null => {
  const anchors = anchorsOf(tree);
  const inPlace = (at: string): string[] => {
    const { schema, children } = nodeOf(tree, at);
    const ref = typeof schema.$ref === "string" ? targetOf(schema.$ref, { tree, anchors }) : null;
    return [...children.filter(({ use }) => use === "same").map((child) => child.at), ...(ref === null ? [] : [ref])];
  };
  const spread = spreadOf(tree, inPlace);
  const entries = new Map<string, Entry>();
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (entries.has(at)) continue;
    const same = spread(at);
    if (!same) return problem(tree, at, "refers to itself for the same value");
    const checks = sum([...same].map(([one, times]) => times * checksOf(tree, one)));
    if (checks > CHECKS_PER_VALUE_MAX) return problem(tree, at, TOO_MUCH);
    const below = belowOf(tree, same);
    entries.set(at, { checks, below });
    for (const counts of below) waiting.push(...counts.keys());
  }
  return isTooMuch(entries) ? problem(tree, "", TOO_MUCH) : null;
};

const TOO_MUCH = `may check one value of an event more than ${CHECKS_PER_VALUE_MAX.toLocaleString("en")} times: shorten its lists, or use fewer references to the same schema`;

const problem = (tree: SchemaTree, at: string, message: string): FieldError => ({
  path: pathOf(nodeOf(tree, at)),
  message,
});

const nodeOf = (tree: SchemaTree, at: string) => {
  const node = tree.get(at);
  if (!node) throw new Error(`there is no schema at ${at}`);
  return node;
};

const checksOf = (tree: SchemaTree, at: string): number => {
  const { schema, children } = nodeOf(tree, at);
  const listed = [schema.enum, schema.required].map((list) => (Array.isArray(list) ? list.length : 0));
  return 1 + sum(listed) + children.filter(({ use }) => use === "named" || use === "placed").length;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Counts the schemas that apply to the same value as the one at `at`; null: one of them applies to itself. */
const spreadOf = (tree: SchemaTree, inPlace: (at: string) => string[]) => {
  const known = new Map<string, Counts | null>();
  const spread = (at: string): Counts | null => {
    const found = known.get(at);
    if (found !== undefined) return found;
    known.set(at, null);
    const counts: Counts = new Map([[at, 1]]);
    for (const next of inPlace(at)) {
      const inner = spread(next);
      if (!inner) return null;
      add(counts, inner);
      // Further numbers change nothing: this schema is refused.
      if (sum([...counts.values()]) > CHECKS_PER_VALUE_MAX) break;
    }
    known.set(at, counts);
    return counts;
  };
  return (at: string) => (tree.has(at) ? spread(at) : null);
};

const add = (counts: Counts, more: ReadonlyMap<string, number>) => {
  for (const [at, count] of more) counts.set(at, (counts.get(at) ?? 0) + count);
};

/** Lists what applies to one field or entry: for each field name, other fields, each place, and other entries. */
const belowOf = (tree: SchemaTree, same: Counts): Counts[] => {
  const parts = [...same].map(([at, times]) => ({
    times,
    byUse: Map.groupBy(nodeOf(tree, at).children, ({ use }) => use),
  }));
  const kinds = [
    { use: "named", rest: "rest" },
    { use: "placed", rest: "others" },
  ] as const;
  return kinds.flatMap(({ use, rest }) => {
    const ownOf = parts.map(({ byUse }) => new Map(byUse.get(use)?.map(({ key, at }) => [key, at])));
    const keys = [...new Set(ownOf.flatMap((own) => [...own.keys()])), null];
    return keys.flatMap((key) => {
      const counts: Counts = new Map();
      for (const [index, { times, byUse }] of parts.entries()) {
        const named = key === null ? undefined : ownOf[index]?.get(key);
        const unnamed = named === undefined ? (byUse.get(rest) ?? []) : [];
        for (const { at } of [...unnamed, ...(byUse.get("each") ?? [])]) add(counts, new Map([[at, times]]));
        if (named !== undefined) add(counts, new Map([[named, times]]));
      }
      return counts.size > 0 ? [counts] : [];
    });
  });
};

/** Follows the most expensive way down to the deepest level that an event may have. */
const isTooMuch = (entries: ReadonlyMap<string, Entry>): boolean => {
  let checks = new Map([...entries].map(([at, entry]) => [at, entry.checks]));
  for (let level = 1; level < DEPTH_MAX; level++) {
    const before = checks;
    checks = new Map(
      [...entries].map(([at, { below }]) => [
        at,
        Math.max(0, ...below.map((counts) => sum([...counts].map(([one, times]) => times * (before.get(one) ?? 0))))),
      ]),
    );
    const most = checks.get("") ?? 0;
    if (most > CHECKS_PER_VALUE_MAX) return true;
    if (most === 0) return false;
  }
  return false;
};
