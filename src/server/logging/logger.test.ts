import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLogger } from "#server/logging/logger.ts";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

it("an error in a line keeps its stack and cause", () => {
  const lines: string[] = [];
  const log = createLogger("info", "wrk_1", { write: (line: string) => void lines.push(line) });
  log.error({ err: new Error("outer", { cause: new TypeError("inner") }) }, "it broke");
  log.debug({}, "not at this level");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      name: "wrk_1",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      msg: "it broke",
      err: {
        type: "Error",
        message: "outer",
        stack: expect.stringContaining("logger.test.ts"),
        cause: expect.objectContaining({ type: "TypeError", message: "inner" }),
      },
    }),
  ]);
});

it("fields that may hold a secret are cut out by name, also one level down", () => {
  const lines: string[] = [];
  const log = createLogger("info", "wrk_1", { write: (line: string) => void lines.push(line) });
  const fields = {
    headers: { cookie: "cn4ry" },
    body: "cn4ry",
    request: { method: "GET", authorization: "cn4ry" },
    at: new Date(0),
  };
  log.info(fields, "a library says");
  expect(lines.join()).not.toContain("cn4ry");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    headers: "…",
    body: "…",
    request: { method: "GET", authorization: "…" },
    at: "1970-01-01T00:00:00.000Z",
  });
  expect(fields.body).toBe("cn4ry");
});

describe("the linter", () => {
  const lint = (source: string) => {
    const directory = makeDirectory();
    onTestFinished(() => removeDirectory(directory));
    const { plugins } = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
    const absolute = plugins.map((plugin: string) => join(ROOT, plugin));
    writeFileSync(join(directory, "biome.json"), JSON.stringify({ plugins: absolute }));
    writeFileSync(join(directory, "some-file.ts"), source);
    const biome = join(ROOT, "node_modules", ".bin", "biome");
    const { stdout, stderr } = spawnSync(biome, ["lint", "some-file.ts"], { cwd: directory, encoding: "utf8" });
    return `${stdout}${stderr}`;
  };

  it("refuses the message of an error in place of the error", () => {
    const refused = ["{ error: error.message }", "{ id, reason: (error as Error).message }", "{ error: text }"];
    const found = lint(refused.map((fields) => `deps.log.warn(${fields}, "it broke");\n`).join(""));
    expect(found.match(/× Log an error as { err: error }/g)).toHaveLength(refused.length);
  });

  it("lets errors through, and messages that go elsewhere", () => {
    const found = lint('log.warn({ err: error, id }, "it broke");\nshow({ error: error.message });\n');
    expect(found).toContain("Checked 1 file");
    expect(found).not.toContain("Log an error");
  });
});
