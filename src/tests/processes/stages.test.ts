import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runStages, type Stage } from "#tests/stages/run-stages.ts";
import { vitestStage } from "#tests/stages/vitest-stage.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

const captureOutput = (): (() => string) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const silenced = [
    vi.spyOn(console, "error").mockImplementation(() => {}),
    vi.spyOn(process.stdout, "write").mockImplementation(() => true),
    vi.spyOn(process.stderr, "write").mockImplementation(() => true),
  ];
  onTestFinished(() => {
    for (const spy of [log, ...silenced]) spy.mockRestore();
  });
  return () => log.mock.calls.flat().join("\n");
};

const stage = (name: string, run: Stage["run"]): Stage => ({ name, run });
const { signal } = new AbortController();

/** Checkout whose unit project is this one test file. */
const projectOf = (...lines: string[]): string => {
  const root = temporaryDirectory();
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "tests"));
  writeFileSync(join(root, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(
    join(root, "vitest.config.ts"),
    'export default { test: { projects: [{ test: { name: "unit", include: ["tests/*.test.ts"] } }] } };',
  );
  writeFileSync(join(root, "tests", "some.test.ts"), ['import { expect, it } from "vitest";', ...lines].join("\n"));
  return root;
};

const runProject = async (...lines: string[]) => {
  const output = captureOutput();
  const options = {
    root: projectOf(...lines),
    env: { PATH: process.env.PATH, NODE_ENV: "test" } as const,
    stop: signal,
  };
  const isFine = await runStages([vitestStage(options, "unit")], signal);
  return { isFine, output: output() };
};

it("later stages run after a failed or broken one, and the last line is the sum", async () => {
  const output = captureOutput();
  const stages = [
    stage("one", async () => ({ passed: 3, failed: 1, failures: [{ name: "a test", error: "wrong\n\n  at line 3" }] })),
    stage("two", async () => {
      throw new Error("no report");
    }),
    stage("three", async () => ({ passed: 4, failed: 0, failures: [] })),
  ];

  expect(await runStages(stages, signal)).toBe(false);
  expect(output().split("\n").at(-1)).toBe("7 passed, 2 failed");
  expect(output()).toContain("── failed in one\n✗ a test\n    wrong\n      at line 3\n");
  expect(output()).toContain("── failed in two\n✗ The stage broke\n    Error: no report");
  expect(output()).not.toContain("failed in three");
});

it("rows run beside each other, and each keeps its order", async () => {
  const output = captureOutput();
  const { promise: secondRowRan, resolve } = Promise.withResolvers<void>();
  const order: string[] = [];
  const ran = (name: string, before?: Promise<void>) =>
    stage(name, async () => {
      await before;
      order.push(name);
      if (name === "c") resolve();
      return { passed: 1, failed: 0, failures: [] };
    });

  expect(await runStages([{ rows: [[ran("a", secondRowRan), ran("b")], [ran("c")]] }, ran("d")], signal)).toBe(true);

  expect(order).toEqual(["c", "a", "b", "d"]);
  expect(output().split("\n").at(-1)).toBe("4 passed, 0 failed");
});

it("the failures take one screen, however many they are", async () => {
  const output = captureOutput();
  const failures = Array.from({ length: 30 }, (_, index) => ({ name: `test ${index}`, error: "line\n".repeat(50) }));

  await runStages([stage("many", async () => ({ passed: 0, failed: 30, failures }))], signal);

  expect(output()).toContain("✗ test 19\n");
  expect(output()).not.toContain("✗ test 20\n");
  expect(output()).toContain("… and 10 more");
  expect(output()).toContain("… 42 more lines");
});

it("a run passes only when nothing failed and nothing was interrupted", async () => {
  captureOutput();
  const fine = stage("fine", async () => ({ passed: 1, failed: 0, failures: [] }));

  expect(await runStages([fine], signal)).toBe(true);
  expect(await runStages([fine], AbortSignal.abort())).toBe(false);
});

it("a failed test is named with its error at the end", async () => {
  const { isFine, output } = await runProject(
    'it("adds", () => expect(1 + 1).toBe(3));',
    'it("passes", () => expect(1).toBe(1));',
  );
  expect(isFine).toBe(false);
  expect(output).toMatch(/✗ tests\/some\.test\.ts > adds\n {4}AssertionError: expected 2 to be 3/);
  expect(output).toMatch(/\n1 passed, 1 failed$/);
});

it("an unhandled error is named at the end, also when every test passed", async () => {
  const { isFine, output } = await runProject('it("passes", () => void Promise.reject(new Error("too late")));');
  expect(isFine).toBe(false);
  expect(output).toMatch(/✗ Unhandled error\n {4}Error: too late/);
  expect(output).toMatch(/\n1 passed, 1 failed$/);
});

it("a file that cannot be loaded is named at the end", async () => {
  const { isFine, output } = await runProject('throw new Error("broken file");');
  expect(isFine).toBe(false);
  expect(output).toMatch(/✗ tests\/some\.test\.ts\n {4}Error: broken file/);
  expect(output).toMatch(/\n0 passed, 1 failed$/);
});

it("a run that ends before its report shows the end of its output", async () => {
  const { isFine, output } = await runProject('process.kill(process.ppid, "SIGKILL");');
  expect(isFine).toBe(false);
  expect(output).toMatch(/✗ vitest\/vitest\.mjs run .* ended with signal SIGKILL/);
  expect(output).toMatch(/\n0 passed, 1 failed$/);
});
