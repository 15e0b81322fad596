import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LOG_LINES, msSince, someIds, toTenths, writeLine } from "#domain/log-lines.ts";

const capture = () => {
  const written: unknown[][] = [];
  const at =
    (level: string) =>
    (...line: unknown[]) =>
      written.push([level, ...line]);
  return { written, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
};

it("a line is written at its own level, with its name as the message", () => {
  const { log, written } = capture();
  const webhook = { tenantId: "t", webhookId: "wh_1", host: "example.com" };
  writeLine(log, "webhook enabled", webhook);
  const err = new Error("no");
  writeLine(log, "request failed", { handler: "REST", procedure: null, err });
  expect(written).toEqual([
    ["info", webhook, "webhook enabled"],
    ["error", { handler: "REST", procedure: null, err }, "request failed"],
  ]);
});

it("a line names at most twenty ids, in their order", () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `evt_${index}`);
  expect(someIds(ids, String)).toEqual(ids.slice(0, 20));
});

it("milliseconds have one decimal", () => {
  expect(toTenths(1.2678)).toBe(1.3);
  expect(toTenths(msSince(performance.now() - 5))).toBeGreaterThanOrEqual(5);
});

describe("docs/operating/logs.md", () => {
  const docs = readFileSync(new URL("../../docs/operating/logs.md", import.meta.url), "utf8");
  const section = docs.split("\n## ").find((part) => part.startsWith("What the log says\n")) ?? "";
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, name = "", level = "", when = "", fields = ""]) => ({
      name,
      level,
      when,
      fields: [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field),
    }),
  );

  it("has a row for each line, with its level, its occasion and its fields", () => {
    expect(rows).toEqual(
      Object.entries(LOG_LINES).map(([name, { level, when, fields }]) => ({
        name,
        level,
        when,
        fields: Object.keys(fields),
      })),
    );
  });
});
