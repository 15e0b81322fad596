import { expect, it } from "vitest";
import { createLogger } from "#server/logging/logger.ts";
import { readableLine } from "#server/logging/readable-lines.ts";

const written = (write: (log: ReturnType<typeof createLogger>) => void, options?: { hasColor: boolean }): string => {
  const lines: string[] = [];
  write(createLogger("debug", "wrk_1", { write: (line: string) => void lines.push(readableLine(line, options)) }));
  return lines.join("");
};

it("a line on a terminal has time, level, process, name and fields, without those that are null", () => {
  const text = written((log) =>
    log.info({ host: "example.com", status: null, reason: "no answer", counts: { a: 1 } }, "attempt failed"),
  );
  expect(text).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} INFO {2}wrk_1 attempt failed host=example\.com reason="no answer" counts=\{"a":1\}\n$/,
  );
});

it("an error stands below its line, with its stack and its causes", () => {
  const error = new Error("outer", { cause: new TypeError("inner") });
  const lines = written((log) => log.error({ err: error }, "it broke")).split("\n");
  expect(lines[0]).toContain("ERROR wrk_1 it broke");
  expect(lines[1]).toBe("    Error: outer");
  expect(lines[2]).toMatch(/^ {8}at .*readable-lines\.test\.ts/);
  expect(lines).toContain("    caused by");
  expect(lines).toContain("    TypeError: inner");
});

it("control characters of a field cannot write to the terminal", () => {
  const text = written((log) => log.warn({ host: "\u001b[2J\nfake line" }, "a line"));
  expect(text).not.toContain("\u001b");
  expect(text.trimEnd().split("\n")).toHaveLength(1);
});

it("colour is used only where it is asked for, and what is no JSON stays", () => {
  const act = (log: ReturnType<typeof createLogger>) => log.warn({}, "a line");
  expect(written(act)).not.toContain("\u001b");
  expect(written(act, { hasColor: true })).toContain("\u001b[33mWARN");
  expect(readableLine("plain\n")).toBe("plain\n");
});
