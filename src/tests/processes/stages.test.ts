import { expect, it, onTestFinished, vi } from "vitest";
import { runStages, type Stage } from "#tests/stages.ts";

const captureOutput = (): (() => string) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => {
    log.mockRestore();
    error.mockRestore();
  });
  return () => log.mock.calls.flat().join("\n");
};

const stage = (name: string, run: Stage["run"]): Stage => ({ name, run });
const { signal } = new AbortController();

it("later stages run after one that failed or broke, and the last line is the sum", async () => {
  const output = captureOutput();
  const stages = [
    stage("one", async () => ({ passed: 3, failed: 1 })),
    stage("two", async () => {
      throw new Error("no report");
    }),
    stage("three", async () => ({ passed: 4, failed: 0 })),
  ];

  expect(await runStages(stages, signal)).toBe(false);
  expect(output().split("\n").at(-1)).toBe("7 passed, 2 failed");
});

it("all is well only when nothing failed and nothing was cut off", async () => {
  captureOutput();
  const fine = stage("fine", async () => ({ passed: 1, failed: 0 }));

  expect(await runStages([fine], signal)).toBe(true);
  expect(await runStages([fine], AbortSignal.abort())).toBe(false);
});
