import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const LINES_MAX = 60;
const root = join(import.meta.dirname, "..", "..", "..");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const BOOTSTRAP = "exec node scripts/bootstrap.mjs ";
const commands = Object.entries(scripts).filter(([, command]) => !command.startsWith("biome "));
const files = readdirSync(join(root, "scripts"));

describe("npm run", () => {
  it.each(commands)("%s starts one file of scripts/ through the bootstrap", (_, command) => {
    // Without `exec` a stop of npm leaves the program running.
    expect(command.startsWith(BOOTSTRAP)).toBe(true);
    const [file = ""] = command.slice(BOOTSTRAP.length).split(" ");
    expect([...files.map((name) => `scripts/${name}`), "bench/main.ts"]).toContain(file);
  });
});

describe("scripts/", () => {
  it("holds the bootstrap and one file for each command, and nothing else", () => {
    const named = commands.flatMap(([, command]) => /scripts\/([\w-]+\.ts)/.exec(command)?.[1] ?? []);
    expect(files.sort()).toEqual(["bootstrap.mjs", ...new Set(named)].sort());
  });

  it.each(files)(`%s is shorter than ${LINES_MAX} lines: it reads arguments and makes one call`, (file) => {
    expect(readFileSync(join(root, "scripts", file), "utf8").split("\n").length - 1).toBeLessThan(LINES_MAX);
  });
});
