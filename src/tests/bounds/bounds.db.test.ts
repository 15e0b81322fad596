import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answersProbes } from "#tests/bounds/answers.ts";
import { attemptProbes } from "#tests/bounds/attempts.ts";
import { connectionsProbes } from "#tests/bounds/connections.ts";
import { dispatchProbes } from "#tests/bounds/dispatch.ts";
import { intakeProbes } from "#tests/bounds/intake.ts";
import { namesProbes } from "#tests/bounds/names.ts";
import { operatorAnswersProbes, operatorNamesProbes, operatorWorkProbes } from "#tests/bounds/operator.ts";
import { platformTypeProbes, platformWorkProbes } from "#tests/bounds/platform-types.ts";
import { poolsProbes } from "#tests/bounds/pools.ts";
import { workProbes } from "#tests/bounds/work.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const document = readFileSync(join(root, "docs", "security.md"), "utf8");

const AREAS = {
  "What comes in": { ...intakeProbes, ...platformTypeProbes },
  "Names and lists that a tenant chooses": { ...namesProbes, ...operatorNamesProbes },
  "What goes out": { ...answersProbes, ...operatorAnswersProbes },
  "Work inside": { ...workProbes, ...attemptProbes, ...dispatchProbes, ...operatorWorkProbes, ...platformWorkProbes },
  "Shared pools": poolsProbes,
  Connections: connectionsProbes,
};

describe.each(Object.entries(AREAS))("the table of bounds: %s", (title, probes) => {
  const rows = rowsOf(title);

  test("each row has a probe, and each probe a row", () => {
    expect(rows.map(([input]) => input).sort()).toEqual(Object.keys(probes).sort());
  });

  for (const [input = "", , where = ""] of rows) {
    test(`${input}: the file that checks it is there`, () => {
      for (const [, file] of where.matchAll(/`([^`]+)`/g))
        expect(existsSync(join(root, "src", file ?? "")), file).toBe(true);
    });

    test(input, () => probes[input]?.());
  }
});

/** Cells of each table row below a heading. */
function rowsOf(title: string): string[][] {
  const section = document.split(`\n## ${title}\n`)[1]?.split("\n## ")[0]?.split("\n# ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
