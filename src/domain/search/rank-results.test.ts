import { expect, it } from "vitest";
import { rankResults } from "#domain/search/rank-results.ts";
import { RESULTS_MAX } from "#domain/search/search.schema.ts";

const result = (kind: string, id: string, title = id) => ({ kind, id, title, detail: "" });
const ids = (q: string, ...results: ReturnType<typeof result>[]) => rankResults(q, results).map(({ id }) => id);

it("an exact id comes first, then what begins with the query, then the rest by kind", () => {
  expect(
    ids(
      "Ada",
      result("event", "evt_1"),
      result("appointment", "apt_1"),
      result("customer", "cus_1", "Ádá Brandt"),
      result("webhook", "wh_1", "Calendar of Ada"),
      result("staff", "ADA"),
    ),
  ).toEqual(["ADA", "cus_1", "wh_1", "apt_1", "evt_1"]);
});

it("each thing comes once, as it was found first", () => {
  expect(rankResults("x", [result("customer", "c", "new"), result("customer", "c", "old")])).toEqual([
    result("customer", "c", "new"),
  ]);
});

it("one kind leaves room for others, and there are 20 results at most", () => {
  const kinds = ["webhook", "customer", "appointment", "staff", "event"];
  const all = kinds.flatMap((kind) => Array.from({ length: 9 }, (_, n) => result(kind, `${kind}_${n}`)));
  const ranked = rankResults("q", all);
  expect(ranked).toHaveLength(RESULTS_MAX);
  expect(new Set(ranked.map(({ kind }) => kind)).size).toBe(4);
});
