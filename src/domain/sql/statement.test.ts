import { describe, expect, it } from "vitest";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

type Note = {
  id: string;
  size: number | bigint | null;
  isShort: boolean;
  createdAt: Date | null;
  text: Uint8Array | null;
  picture: Uint8Array;
};
const notes = rowsOf<Note>({
  id: "text",
  text: "bytea",
  size: "bigint",
  isShort: "bool",
  createdAt: "timestamptz",
  picture: "bytea",
});
const createdAt = new Date("2026-01-02T03:04:05Z");
const bytes = (text: string) => new TextEncoder().encode(text);
const NOTE: Note = { id: "n1", size: 5, isShort: true, createdAt, text: bytes("ab"), picture: bytes("xyz") };

describe("rowsOf", () => {
  it("describes each field as a column with its type and number", () => {
    expect(rowsOf<{ id: string; dueInMs: number }>({ id: "text", dueInMs: "float8" }).sql(3).as("r")).toBe(
      "unnest($3::text[], $4::float8[]) AS r(id, due_in_ms)",
    );
  });

  it("numbers the rows on request", () => {
    expect(rowsOf<{ id: string }>({ id: "text" }).sql(1).as("r", "place")).toBe(
      "unnest($1::text[]) WITH ORDINALITY AS r(id, place)",
    );
  });

  it("gives each column the values of its field, whatever the order of a row's fields", () => {
    const { id, size, ...rest } = NOTE;
    expect(notes.values([NOTE, { ...rest, size: null, id: "n2", createdAt: null }]).slice(0, 4)).toEqual([
      ["n1", "n2"],
      [5, null],
      [true, true],
      [createdAt, null],
    ]);
  });

  it("packs the bytes of each field into one parameter, after all columns", () => {
    const sql = notes.sql(1);
    expect(sql.as("n")).toContain("$5::int[], $6::int[], $7::int[], $8::int[]");
    expect(sql.bytes("text", "n")).toBe("substring($9::bytea FROM n.text_start FOR n.text_length)");
    expect(sql.bytes("picture", "n")).toBe("substring($10::bytea FROM n.picture_start FOR n.picture_length)");
    const values = notes.values([NOTE, { ...NOTE, text: null }, { ...NOTE, text: bytes("c") }]);
    expect(values.slice(4)).toEqual([
      [1, 3, 3],
      [2, null, 1],
      [1, 4, 7],
      [3, 3, 3],
      Buffer.from("abc"),
      Buffer.from("xyzxyzxyz"),
    ]);
    expect(values).toHaveLength(notes.parameterCount);
  });

  it("refuses to compile a missing field, a field of another type, and an unknown field", () => {
    // @ts-expect-error `size` has no column
    rowsOf<{ id: string; size: number }>({ id: "text" });
    // @ts-expect-error a text is not a number
    rowsOf<{ id: string }>({ id: "int" });
    // @ts-expect-error the row has no field `size`
    rowsOf<{ id: string }>({ id: "text", size: "int" });
    // @ts-expect-error `unnest` flattens arrays
    rowsOf<{ ids: string[] }>({ ids: "text" });
  });
});

describe("statement", () => {
  const STORE = statement(
    { before: "timestamptz", notes, ids: "text[]" },
    ({ before, notes: all, ids }) => `SELECT ${ids}, ${before}, ${all.bytes("picture", "n")} FROM ${all.as("n")}`,
  );

  it("numbers parameters in the order of the description, wherever the text uses them", () => {
    const [text, values] = STORE({ ids: ["a"], notes: [NOTE], before: createdAt });
    expect(text).toContain("SELECT $12::text[], $1::timestamptz, substring($11::bytea");
    expect(text).toContain("unnest($2::text[]");
    expect(values).toHaveLength(12);
    expect([values[0], values[1], values[11]]).toEqual([createdAt, ["n1"], ["a"]]);
  });

  it("has one text for any number of rows, so that the database prepares it once", () => {
    const textOf = (rows: Note[]) => STORE({ ids: [], notes: rows, before: null })[0];
    expect(textOf([NOTE, NOTE])).toBe(textOf([]));
  });

  it("refuses to compile a missing value and a value of another type", () => {
    // @ts-expect-error `ids` is missing
    () => STORE({ notes: [], before: createdAt });
    // @ts-expect-error a date is not a list of texts
    () => STORE({ notes: [], before: createdAt, ids: createdAt });
    // @ts-expect-error a row has more fields
    () => STORE({ notes: [{ id: "n1" }], before: createdAt, ids: [] });
    expect(() => STORE({ notes: [], before: createdAt, ids: [] })).not.toThrow();
  });
});
