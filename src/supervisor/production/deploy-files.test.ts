import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { COMPACT_MS_MAX } from "#database/compact/compact-grown-indexes.ts";
import { COMPACT_USAGE } from "#supervisor/commands/compact-commands.ts";
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
/** Files that run the compaction of each day. */
const COMPACTING = ["compose.yaml", "deploy/kubernetes.yaml", "deploy/systemd/bellhop-compact.service"];
const files = ["Dockerfile", "compose.yaml", ...globSync("deploy/**/*.{yaml,service,timer}", { cwd: root })];

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

  it("compacts by a script that exists, and never takes a step that has no way back", () => {
    const compactions = [...text.matchAll(/(scripts\/compact\.ts)"?,? "?(\S*?)[\]"\n]/g)];
    for (const [, script = "", option = ""] of compactions) {
      expect(existsSync(join(root, script))).toBe(true);
      expect(["--indexes-only", "--daily"]).toContain(option);
      expect(COMPACT_USAGE).toContain(option);
    }
    expect(compactions).toHaveLength(COMPACTING.includes(file) ? 1 : 0);
  });

  it("ends no compaction before it ends by itself", () => {
    const limits = [...text.matchAll(/(?:activeDeadlineSeconds: |TimeoutStartSec=)(\d+)$/gm)].map(([, limit]) =>
      Number(limit),
    );
    // Under Compose the process goes on to the next day.
    expect(limits).toHaveLength(COMPACTING.includes(file) && file !== "compose.yaml" ? 1 : 0);
    for (const limit of limits) expect(limit).toBeGreaterThan(COMPACT_MS_MAX / 1_000);
  });

  it("asks probes that exist", () => {
    for (const [, path] of text.matchAll(/path: (\S+),/g)) expect(["/livez", "/readyz"]).toContain(path);
  });
});
