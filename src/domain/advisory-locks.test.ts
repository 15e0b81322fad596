import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";

const SOURCES = join(import.meta.dirname, "..");

it("each purpose has a lock of its own", () => {
  const keys = Object.values(ADVISORY_LOCKS);
  expect(new Set(keys).size).toBe(keys.length);
});

it("keys of a release stay as they are, since its processes may still hold them", () => {
  expect(ADVISORY_LOCKS).toMatchObject({
    retention: 7_280_001,
    separateTenants: 7_280_002,
    backup: 7_280_003,
    pauses: 7_280_004,
    eventTypes: 7_280_005,
  });
});

it("no other file has a key of its own", () => {
  const files = globSync("**/*.ts", { cwd: SOURCES }).filter((file) => !/\.test\.ts$|\.values\.ts$/.test(file));
  expect(files.filter((file) => /\b7_?280_?0\d\d\b/.test(readFileSync(join(SOURCES, file), "utf8")))).toEqual([]);
});
