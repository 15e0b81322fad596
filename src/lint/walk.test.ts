import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "concepts.md"), "utf8");
const section = page.split("\n## One event, file by file\n")[1]?.split("\n## ")[0] ?? "";
const walk = [...section.matchAll(/^(\d+)\. `(src\/[^`]+)` /gm)].map(([, place, file = ""]) => ({ place, file }));
const files = walk.map(({ file }) => file);
const named = [...section.matchAll(/`(src\/[^`]+)`/g)].map(([, file = ""]) => file);

/** Paths below the root that a file imports, by `#folder/…` or by a relative path. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/from "(#|\.{1,2}\/)([^"]+)"/g)].map(
    ([, start = "", path = ""]) => (start === "#" ? join("src", path) : join(file, "..", start, path)),
  );

describe("the walk from request to recorded attempt in docs/concepts.md", () => {
  it("numbers its files from 1, each file once, and says how many there are", () => {
    expect(walk.map(({ place }) => Number(place))).toEqual(files.map((_, index) => index + 1));
    expect(new Set(files).size).toBe(files.length);
    expect(section).toContain(`The list has ${files.length} files`);
    expect(files.length).toBeGreaterThan(20);
  });

  it("names files that exist", () => {
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("leaves no gap: imports connect each file with the first one", () => {
    const links = files.flatMap((file) => importsOf(file).map((imported) => [file, imported] as const));
    const reached = new Set(files.slice(0, 1));
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const [from, to] of links) {
        if (reached.has(from) && files.includes(to)) reached.add(to);
        if (reached.has(to)) reached.add(from);
      }
    }
    expect(files.filter((file) => !reached.has(file))).toEqual([]);
  });
});
