import { formatJson } from "#components/ui/format-json.ts";

/** `skipped` stands for unchanged lines far from a change. */
export type DiffLine = { kind: "same" | "removed" | "added"; text: string } | { kind: "skipped"; count: number };

/** Unchanged lines shown around a change. */
const CONTEXT = 2;
/** Bounds the comparison, which takes the product of both lengths. */
const COMPARED_LINES_MAX = 400;

/** Compares two JSON texts line by line, indented. White space aside, lines show the exact bytes. */
export const diffJson = (before: string, after: string): DiffLine[] => {
  const [old, young] = [linesOf(before), linesOf(after)];
  const start = old.findIndex((line, index) => line !== young[index]);
  if (start === -1 && old.length === young.length) return shorten(old.map((text) => ({ kind: "same", text })));
  const first = start === -1 ? old.length : start;
  let end = 0;
  while (end < Math.min(old.length, young.length) - first && old.at(-1 - end) === young.at(-1 - end)) end++;
  const middle = compare(old.slice(first, old.length - end), young.slice(first, young.length - end));
  const same = (lines: readonly string[]) => lines.map((text) => ({ kind: "same", text }) as const);
  return shorten([...same(old.slice(0, first)), ...middle, ...same(old.slice(old.length - end))]);
};

const linesOf = (json: string): string[] => (formatJson(json) ?? json).split("\n");

type Line = Exclude<DiffLine, { kind: "skipped" }>;

/** Longest common subsequence, from the end; beyond the bound all lines count as changed. */
const compare = (old: readonly string[], young: readonly string[]): Line[] => {
  const removed = (text: string): Line => ({ kind: "removed", text });
  const added = (text: string): Line => ({ kind: "added", text });
  if (old.length > COMPARED_LINES_MAX || young.length > COMPARED_LINES_MAX)
    return [...old.map(removed), ...young.map(added)];
  const width = young.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = young.length - 1; j >= 0; j--)
      lengths[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [was, is] = [old[i], young[j]];
    if (was !== undefined && was === is) {
      lines.push({ kind: "same", text: was });
      i++;
      j++;
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(was));
      i++;
    } else if (is !== undefined) {
      lines.push(added(is));
      j++;
    }
  }
  return lines;
};

/** Shows a single line as it is: the note of a skipped line would be as long. */
const shorten = (lines: readonly Line[]): DiffLine[] => {
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== "same");
  const shown: DiffLine[] = [];
  let far: Line[] = [];
  const skip = () => {
    shown.push(...(far.length > 1 ? [{ kind: "skipped", count: far.length } as const] : far));
    far = [];
  };
  for (const [index, line] of lines.entries()) {
    if (!isNear(index)) {
      far.push(line);
      continue;
    }
    skip();
    shown.push(line);
  }
  skip();
  return shown;
};
