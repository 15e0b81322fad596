import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as fairness from "#domain/fairness.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "fairness.md"), "utf8");

/** Reads names and values from a page's tables: `| \`NAME\` | 1,000 |`. */
const numbersOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^\| `([\w.]+)` \| ([\d.,]+) \|$/gm)].map(([, name = "", value = ""]) => [
      name,
      Number(value.replaceAll(",", "")),
    ]),
  );

const flatten = (value: unknown, name: string): [string, unknown][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${name}.${key}`))
    : [[name, value]];

it("the fairness page lists every number of fairness.ts with its value, and no other number", () => {
  const constants = Object.entries(fairness).flatMap(([name, value]) => flatten(value, name));
  expect(numbersOf(page)).toEqual(Object.fromEntries(constants));
});
