import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import type { Failure, Tally } from "./run-stages.ts";

/**
 * Vitest reporter that writes a tally to the file named by TALLY_FILE. It counts failures missing from Vitest's JSON
 * report: files that cannot be loaded, failed hooks, and unhandled errors, which fail a run in which each test passed.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]) {
    const tally = tallyOf(modules, unhandledErrors);
    if (process.env.TALLY_FILE) writeFileSync(process.env.TALLY_FILE, JSON.stringify(tally));
  }
}

const tallyOf = (modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): Tally => {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const failures: Failure[] = [
    ...modules.flatMap((module) => failuresOf(nameOf(module.relativeModuleId), module.errors())),
    ...modules.flatMap((module) =>
      [...module.children.allSuites()].flatMap((suite) =>
        failuresOf(nameOf(module.relativeModuleId, suite.fullName), suite.errors()),
      ),
    ),
    ...tests
      .filter((test) => test.result().state === "failed")
      .flatMap((test) => {
        const [first] = test.result().errors ?? [];
        return failuresOf(nameOf(test.module.relativeModuleId, test.fullName), [first ?? { message: "failed" }]);
      }),
    ...failuresOf("Unhandled error", unhandledErrors),
  ];
  const passed = tests.filter((test) => test.result().state === "passed").length;
  return { passed, failed: failures.length, failures };
};

const nameOf = (...parts: string[]): string => parts.join(" > ");

const failuresOf = (name: string, errors: readonly (SerializedError | { message: string })[]): Failure[] =>
  errors.map((error) => ({ name, error: stripVTControlCharacters(textOf(error)) }));

const textOf = (error: SerializedError | { message: string }): string => {
  const stack = "stack" in error && typeof error.stack === "string" ? error.stack : "";
  return stack.includes(error.message) ? stack : [error.message, stack].filter(Boolean).join("\n");
};
