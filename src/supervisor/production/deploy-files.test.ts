import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { PARTS } from "#supervisor/start-part.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const settings = new Set(Object.keys(parseEnv(read(".env.example"))));
/** Names that belong to Node, to PostgreSQL's image and to its script. */
const OTHERS = new Set([
  "NODE_ENV",
  "NODE_OPTIONS",
  "POSTGRES_PASSWORD",
  "OWNER_PASSWORD",
  "APP_PASSWORD",
  "ENGINE_PASSWORD",
]);
const files = ["Dockerfile", "compose.yaml", ...globSync("deploy/**/*.{yaml,service}", { cwd: root })];

describe.each(files)("%s", (file) => {
  const text = read(file);

  it("names settings that exist", () => {
    const named = [...text.matchAll(/^(?:\s+|ENV |Environment=|\s+env: \[\{ name: )([A-Z][A-Z_]+)(?==|:|,)/gm)].map(
      ([, name = ""]) => name,
    );
    expect(named.filter((name) => !settings.has(name) && !OTHERS.has(name))).toEqual([]);
  });

  it("starts parts that exist, with a file that exists", () => {
    for (const [, script = "", part = ""] of text.matchAll(/(scripts\/\w+\.ts)"?,? "?--only"?,? "?([\w%]+)/g)) {
      expect(read(script)).toContain("--only");
      expect([...PARTS, "%i"]).toContain(part);
    }
    if (file !== "deploy/kubernetes.yaml") return;
    expect([...text.matchAll(/--only, (\w+)/g)].map(([, part]) => part).sort()).toEqual([...PARTS].sort());
  });

  it("asks probes that exist", () => {
    for (const [, path] of text.matchAll(/path: (\S+),/g)) expect(["/livez", "/readyz"]).toContain(path);
  });
});
