import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatJson } from "#components/ui/format-json.ts";

describe("formatJson", () => {
  it("keeps every number as it is written", () => {
    expect(formatJson('{"id":154284075601887489,"price":1.0,"all":[1e400,-0,0.1234567890123456789,1E+2]}')).toBe(
      '{\n  "id": 154284075601887489,\n  "price": 1.0,\n  "all": [\n    1e400,\n    -0,\n    0.1234567890123456789,\n    1E+2\n  ]\n}',
    );
  });

  it("keeps escapes, repeated names and the order of names", () => {
    expect(formatJson(String.raw`{"b":"\u00e9\/","2":"a, {\"b\": [1]}","1":0,"b":null}`)).toBe(
      String.raw`{
  "b": "\u00e9\/",
  "2": "a, {\"b\": [1]}",
  "1": 0,
  "b": null
}`,
    );
  });

  it("writes the same text as JSON.stringify, whatever the white space of its input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        const indented = JSON.stringify(value, null, 2);
        expect(formatJson(JSON.stringify(value))).toBe(indented);
        expect(formatJson(JSON.stringify(value, null, "\t\r\n"))).toBe(indented);
      }),
    );
  });

  it.each(["", "ok", "<html>", '{"cut of', "123456789012345678901234567890", "[1,]"])("formats no %j", (text) => {
    expect(formatJson(text)).toBeNull();
  });

  it("formats a long text", () => {
    const text = JSON.stringify([`${"\\\n".repeat(100_000)}`]);
    expect(formatJson(text)).toBe(`[\n  ${text.slice(1, -1)}\n]`);
  });

  it("formats at most 100 levels, so that the output stays bounded", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(formatJson(nested(100))).toBe(JSON.stringify(JSON.parse(nested(100)), null, 2));
    expect(formatJson(nested(101))).toBeNull();
  });
});
