import { describe, expect, it } from "vitest";
import { addOlder, beginRows, releaseRows, SHOWN_WHILE_PASSING, takeHead } from "#features/log/live-rows.ts";

const row = (number: number, status = "pending") => ({ id: `dlv_${String(number).padStart(4, "0")}`, status });
/** First page of the newest `size` rows up to `newest`. */
const page = (newest: number, size = 3, nextCursor: string | null = row(newest - size + 1).id) => ({
  data: Array.from({ length: size }, (_, index) => row(newest - index)),
  nextCursor,
});
const numbers = (rows: readonly { id: string }[]) => rows.map(({ id }) => Number(id.slice(4)));

const read = addOlder(beginRows(page(10)), { data: [row(7), row(6)], nextCursor: null });

describe("rows of a live list", () => {
  it("do not move while the reader looks at them: new ones wait", () => {
    const next = takeHead(read, page(12), { isHeld: true });
    expect(numbers(next.shown)).toEqual([10, 9, 8, 7, 6]);
    expect(numbers(next.waiting)).toEqual([12, 11]);
    expect(numbers(releaseRows(next, page(12)).shown)).toEqual([12, 11, 10, 9, 8, 7, 6]);
  });

  it("change in place, and keep their object when nothing changed", () => {
    const changed = row(9, "delivered");
    const next = takeHead(read, { data: [row(11), row(10), changed, row(8)], nextCursor: "more" }, { isHeld: true });
    expect(next.shown[0]).toBe(read.shown[0]);
    expect(next.shown[1]).toBe(changed);
    expect(next.shown[3]).toBe(read.shown[3]);
  });

  it("go to the top at once when the reader is there", () => {
    expect(numbers(takeHead(read, page(11), { isHeld: false }).shown)).toEqual([11, 10, 9, 8, 7, 6]);
  });

  it("stay in place when they stop matching, and leave when new ones are shown", () => {
    const head = { data: [row(10), row(8), row(7)], nextCursor: "more" };
    const next = takeHead(read, head, { isHeld: true });
    expect(numbers(next.shown)).toEqual([10, 9, 8, 7, 6]);
    expect([...next.stale]).toEqual(["dlv_0009"]);
    expect(numbers(releaseRows(next, head).shown)).toEqual([10, 8, 7, 6]);
  });

  it("begin anew when more came than a page holds, since rows in between are unknown", () => {
    const next = takeHead(read, page(90), { isHeld: true });
    expect(numbers(next.shown)).toEqual([10, 9, 8, 7, 6]);
    expect(next).toMatchObject({ isCutOff: true, waiting: { length: 3 } });
    expect(releaseRows(next, page(90))).toEqual(beginRows(page(90)));
    expect(takeHead(read, page(90), { isHeld: false })).toEqual(beginRows(page(90)));
  });

  it("appear in a list that was empty", () => {
    const empty = beginRows<ReturnType<typeof row>>({ data: [], nextCursor: null });
    expect(numbers(takeHead(empty, page(2, 2, null), { isHeld: false }).shown)).toEqual([2, 1]);
    expect(numbers(takeHead(empty, page(2, 2, null), { isHeld: true }).waiting)).toEqual([2, 1]);
  });

  it("let old ones go while the reader stays at the top, and offer to load them", () => {
    let rows = beginRows(page(3, 3, null));
    for (let newest = 4; newest < SHOWN_WHILE_PASSING * 2; newest++)
      rows = takeHead(rows, page(newest), { isHeld: false });
    expect(rows.shown).toHaveLength(SHOWN_WHILE_PASSING);
    expect(rows.olderFrom).toBe(rows.shown.at(-1)?.id);
  });

  it("stay when the first page has a new row and was cut short: it hides none", () => {
    const found = addOlder(beginRows<ReturnType<typeof row>>({ data: [], nextCursor: "stop" }), {
      data: [row(7), row(6)],
      nextCursor: "behind",
    });
    const head = { data: [row(12)], nextCursor: "stop" };
    expect(numbers(takeHead(found, head, { isHeld: false }).shown)).toEqual([12, 7, 6]);
    expect(takeHead(found, head, { isHeld: true }).isCutOff).toBe(false);
  });

  it("that all stopped matching leave an end, and no older ones", () => {
    const next = takeHead(beginRows(page(10)), { data: [], nextCursor: null }, { isHeld: false });
    expect(next).toMatchObject({ shown: [], olderFrom: null });
  });

  it("are added once when an older page overlaps", () => {
    const more = addOlder(read, { data: [row(6), row(5)], nextCursor: null });
    expect(numbers(more.shown)).toEqual([10, 9, 8, 7, 6, 5]);
    expect(more.olderFrom).toBeNull();
  });

  it("go on behind older pages without a row, also when the first page is read anew", () => {
    const walked = addOlder(beginRows(page(10)), { data: [], nextCursor: "behind" });
    expect(walked).toMatchObject({ shown: { length: 3 }, olderFrom: "behind" });
    expect(takeHead(walked, page(11), { isHeld: false }).olderFrom).toBe("behind");
    const nothing = { data: [], nextCursor: "more" };
    const empty = addOlder(beginRows<ReturnType<typeof row>>(nothing), { data: [], nextCursor: "behind" });
    expect(takeHead(empty, nothing, { isHeld: false }).olderFrom).toBe("behind");
    const walkedThrough = addOlder(empty, { data: [], nextCursor: null });
    expect(takeHead(walkedThrough, nothing, { isHeld: false }).olderFrom).toBeNull();
    expect(takeHead(empty, page(12), { isHeld: false })).toEqual(beginRows(page(12)));
  });
});
