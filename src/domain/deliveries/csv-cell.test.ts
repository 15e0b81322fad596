import { expect, it } from "vitest";
import { csvCell } from "#domain/deliveries/csv-cell.ts";

it.each([
  ["=1+1", "'=1+1"],
  ["+49 30", "'+49 30"],
  ["-5", "'-5"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ['=HYPERLINK("https://a.example.com","b")', `"'=HYPERLINK(""https://a.example.com"",""b"")"`],
  ["a, b", '"a, b"'],
  ["two\nlines", '"two\nlines"'],
  ["plain = text", "plain = text"],
  [-5, "-5"],
  [true, "true"],
  [null, ""],
])("writes %j so that a spreadsheet shows it as text", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
