import { describe, expect, it } from "vitest";
import { jsonTokens } from "#components/ui/json-text.tsx";

describe("jsonTokens", () => {
  it.each(['{"a":1,"b":[true,null,"x\\"y: z"],"c":-1.5e3}', "not json at all", "", '{"open": "str'])(
    "loses and adds nothing: %s",
    (text) => {
      expect(
        jsonTokens(text)
          .map((token) => token.text)
          .join(""),
      ).toBe(text);
    },
  );

  it("tells keys from strings", () => {
    const kinds = jsonTokens('{"name": "value"}').filter((token) => token.kind !== "plain");
    expect(kinds.map(({ text, kind }) => [text, kind])).toEqual([
      ['"name"', "key"],
      ['"value"', "string"],
    ]);
  });
});
