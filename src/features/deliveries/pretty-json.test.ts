import { describe, expect, it } from "vitest";
import { headerLines, prettyJson } from "#features/deliveries/pretty-json.ts";

describe("prettyJson", () => {
  it("indents JSON", () => {
    expect(prettyJson('{"a":1}')).toEqual({ text: '{\n  "a": 1\n}', json: true });
  });

  it.each(["", "ok", "<html>", '{"cut of', "123456789012345678901234567890"])("leaves %j as it is", (text) => {
    expect(prettyJson(text)).toEqual({ text, json: false });
  });
});

describe("headerLines", () => {
  it("writes one header a line", () => {
    expect(headerLines({ a: "1", b: "2" })).toBe("a: 1\nb: 2");
  });
});
