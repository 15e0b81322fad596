import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyOf, type RecordedStatement } from "./recorded-statement.ts";

// `node src/tests/upgrade/merge-statements.ts DIRECTORY FILE`: writes what the processes of a recording wrote as one file.

/** Leaves out statements whose shortest example is longer, such as bodies at the bound. */
const BYTES_MAX = 20_000;

const [directory = "", file = ""] = process.argv.slice(2);
const shortest = new Map<string, string>();
for (const name of readdirSync(directory)) {
  for (const line of readFileSync(join(directory, name), "utf8").trim().split("\n")) {
    const statement: RecordedStatement = JSON.parse(line);
    const kept = shortest.get(keyOf(statement));
    if (line.length <= BYTES_MAX && (kept === undefined || line.length < kept.length))
      shortest.set(keyOf(statement), line);
  }
}
const lines = [...shortest].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
console.log(`${lines.length} statements`);
