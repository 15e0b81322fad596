import { describe, expect, it } from "vitest";
import { type DiffLine, diffJson } from "#features/webhooks/overview/version-diff.ts";

const signs = { same: " ", removed: "-", added: "+" };

const shown = (lines: readonly DiffLine[]) =>
  lines.map((line) => (line.kind === "skipped" ? `… ${line.count}` : `${signs[line.kind]}${line.text}`));

describe("the difference of two bodies", () => {
  it("has changed lines with those around them, and counts the others", () => {
    const before = '{"a":1,"b":2,"c":3,"old":"x","d":4,"e":5,"f":6,"g":[1.50]}';
    const after = '{"a":1,"b":2,"c":3,"young":{"x":"x"},"d":4,"e":5,"f":6,"g":[1.50]}';
    expect(shown(diffJson(before, after))).toEqual([
      "… 2",
      '   "b": 2,',
      '   "c": 3,',
      '-  "old": "x",',
      '+  "young": {',
      '+    "x": "x"',
      "+  },",
      '   "d": 4,',
      '   "e": 5,',
      "… 5",
    ]);
  });

  it("keeps lines that are the same between two changes, and shows one far line as it is", () => {
    expect(shown(diffJson('{"a":1,"b":2,"c":3,"d":4,"z":1}', '{"a":0,"b":2,"c":3,"d":4,"z":0}'))).toEqual([
      " {",
      '-  "a": 1,',
      '+  "a": 0,',
      '   "b": 2,',
      '   "c": 3,',
      '   "d": 4,',
      '-  "z": 1',
      '+  "z": 0',
      " }",
    ]);
  });

  it("of equal bodies is none, and large changes are not compared line by line", () => {
    expect(shown(diffJson('{"a":1}', '{"a":1}'))).toEqual(["… 3"]);
    const list = (from: number) => JSON.stringify(Array.from({ length: 1_000 }, (_, place) => from + place));
    const lines = diffJson(list(0), list(1));
    expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(1_000);
    expect(lines.filter(({ kind }) => kind === "added")).toHaveLength(1_000);
  });
});
