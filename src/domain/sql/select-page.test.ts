import { expect, it } from "vitest";
import { columnsOf, isAnyOf, isoOf, selectPage } from "#domain/sql/select-page.ts";

it("numbers the value of each condition, and leaves out conditions without a value", () => {
  const [text, values] = selectPage({
    from: "note",
    select: columnsOf(["id", "createdAt"]),
    where: [
      ["r.tenant_id = ?", "salon"],
      ["r.id < ?", undefined],
      ["(r.id = ? OR r.name = ?)", "n1"],
    ],
    limit: 21,
  });
  expect(text).toBe(
    'SELECT r.id AS "id", r.created_at AS "createdAt" FROM note r WHERE r.tenant_id = $2 AND (r.id = $3 OR r.name = $3) ORDER BY r.id DESC LIMIT $1',
  );
  expect(values).toEqual([21, "salon", "n1"]);
});

it("compares one value by equality, several by a list, no list not at all, and nothing to an empty list", () => {
  expect(isAnyOf("r.event", ["a"])).toEqual(["r.event = ?", "a"]);
  expect(isAnyOf("r.event", ["a", "b"])).toEqual(["r.event = ANY(?::text[])", ["a", "b"]]);
  expect(isAnyOf("r.event", undefined)[1]).toBeUndefined();
  expect(isAnyOf("r.event", [])).toEqual(["r.event = ANY(?::text[])", []]);
});

it.each([
  ["2026-03-14 09:00:00.123+00", "2026-03-14T09:00:00.123Z"],
  ["2026-03-14 09:00:00.12+00", "2026-03-14T09:00:00.120Z"],
  ["2026-03-14 09:00:00+00", "2026-03-14T09:00:00.000Z"],
  ["0001-12-31 00:00:00.5+00 BC", "0000-12-31T00:00:00.500Z"],
  ["0002-12-31 00:00:00+00 BC", "-000001-12-31T00:00:00.000Z"],
  ["10000-01-01 11:59:59.12+00", "+010000-01-01T11:59:59.120Z"],
])("turns %s into ISO 8601", (text, iso) => {
  expect(isoOf(text)).toBe(iso);
});
