import { expect, it } from "vitest";
import { readMatching } from "#domain/search/read-matching.ts";

/** Reads rows of several parts as a statement does: `walk` rows of a part below the cursor, those that match and the last one. */
const readerOf = (parts: readonly (readonly [id: string, isMatch: boolean][])[], walk: number, limit: number) => {
  const cursors: (string | undefined)[] = [];
  const read = async (cursor: string | undefined) => {
    cursors.push(cursor);
    return parts.map((rows) =>
      rows
        .filter(([id]) => cursor === undefined || id < cursor)
        .slice(0, walk)
        .map(([id, isMatch], index) => ({ id, isMatch, isStop: index === walk - 1 }))
        .filter(({ isMatch, isStop }) => isMatch || isStop)
        .slice(0, limit + 1),
    );
  };
  return { read, cursors };
};

const idsFrom = (count: number) => Array.from({ length: count }, (_, n) => String(9_999 - n));

it.each([1, 2, 3, 7])(
  "pages of %i rows show each match once, in order, whatever the number of parts",
  async (limit) => {
    const rows = idsFrom(60).map((id, n): [string, boolean] => [id, n % 5 === 0]);
    const parts = [rows.filter((_, n) => n % 3 === 0), rows.filter((_, n) => n % 3 !== 0)];
    const { read } = readerOf(parts, 4, limit);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await readMatching(read, { cursor, limit });
      seen.push(...page.rows.slice(0, limit).map(({ id }) => id));
      const next = page.rows.length > limit ? page.rows[limit - 1]?.id : (page.stoppedAt ?? undefined);
      if (next === undefined) break;
      cursor = next;
    }
    expect(seen).toEqual(rows.filter(([, isMatch]) => isMatch).map(([id]) => id));
  },
);

it("the work ends after some walks, and says from where to go on", async () => {
  const { read, cursors } = readerOf([idsFrom(100).map((id): [string, boolean] => [id, false])], 5, 20);
  expect(await readMatching(read, { cursor: undefined, limit: 20 })).toEqual({ rows: [], stoppedAt: "9950" });
  expect(cursors).toHaveLength(10);
});

it("rows from before the asked time are not walked", async () => {
  const { read, cursors } = readerOf([idsFrom(100).map((id): [string, boolean] => [id, false])], 5, 20);
  expect(await readMatching(read, { cursor: undefined, limit: 20, oldestId: "9990" })).toEqual({
    rows: [],
    stoppedAt: null,
  });
  expect(cursors).toHaveLength(3);
});
