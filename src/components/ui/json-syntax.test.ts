import { expect, it } from "vitest";
import { syntaxErrorLine } from "#components/ui/json-syntax.ts";

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['{\n  "a": 1,\n}', 3],
  ['{\n  "a": x\n}', 2],
  ['{\n  "a": 1', 2],
  ['{\n  "a" 1}', 2],
  ['{\n  "a": 1\n  "b": 2\n}', 3],
  ['{\n  "a": "open\n}', 2],
  ["", 1],
  ["{}\n{}", 2],
  ["[1\n}", 2],
])("%j breaks in line %i", (text, line) => {
  expect(syntaxErrorLine(text)).toBe(line);
});

const VALID = [
  '{"a":[1,-0.5e+7,true,null,"x\\u00e9\\n\\"",{}],"b":{"c":[]}}',
  '  [ "\u007f", 0 , {"":""} ]\n',
  '"text"',
  "-0",
];

it("agrees with JSON.parse on valid texts, and on every text with one character gone, doubled or replaced", () => {
  const letters = [...'{}[],:"\\ 0-.eE+tnu\u0001\u00a0'];
  for (const text of VALID) {
    expect(syntaxErrorLine(text)).toBeNull();
    for (let at = 0; at < text.length; at++)
      for (const letter of ["", text.charAt(at).repeat(2), ...letters]) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        expect([changed, syntaxErrorLine(changed) === null]).toEqual([changed, isJson(changed)]);
      }
  }
});
