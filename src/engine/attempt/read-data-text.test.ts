import { expect, it } from "vitest";
import { readDataText } from "#engine/attempt/read-data-text.ts";

it("returns the object as it is written", () => {
  expect(readDataText(' {"appointmentId":"a","price":70.0,"big":9007199254740992,"tip":1e2} ')).toEqual({
    appointmentId: "a",
    price: 70,
    big: 9007199254740992,
    tip: 100,
  });
});

it.each([
  ["", "malformed"],
  ['{"a":1', "malformed"],
  ["{a:1}", "malformed"],
  ['{"a":1} {"b":2}', "malformed"],
  ['{"a":"\ud800"}', "malformed"],
  [`{"a":"${"x".repeat(256 * 1024)}"}`, "too_large"],
  [`{"a":${"[".repeat(99)}${"]".repeat(99)}}`, "too_large"],
  [`{"a":[${Array(20_000).fill(0)}]}`, "too_large"],
])("refuses %.30s as %s", (text, code) => {
  expect(() => readDataText(text)).toThrow(expect.objectContaining({ code }));
});

it.each([
  ['{"customer":{"age":12345678901234567890}}', "data.customer.age"],
  ['{"ids":[1,1e400]}', "data.ids.1"],
  ['{"notes":"x","notes":"y"}', "data.notes"],
  ["[1]", "data"],
  ["7", "data"],
  ["null", "data"],
])("names the path in %s that would not arrive as written", (text, path) => {
  expect(() => readDataText(text)).toThrow(
    expect.objectContaining({ code: "invalid", errors: [expect.objectContaining({ path })] }),
  );
});

it("accepts data at its bounds", () => {
  const deep = `{"a":${"[".repeat(98)}${"]".repeat(98)}}`;
  const wide = `{"a":[${Array(19_998).fill(0)}]}`;
  for (const text of [deep, wide]) expect(Object.keys(readDataText(text))).toEqual(["a"]);
});
