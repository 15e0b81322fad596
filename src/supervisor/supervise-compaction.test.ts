import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { isAlive } from "#database/embedded/process-identity.ts";
import { superviseCompaction } from "#supervisor/supervise-compaction.ts";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";
import { until } from "#tests/until.ts";

const directory = makeDirectory();
afterAll(() => removeDirectory(directory));
afterEach(() => vi.useRealTimers());

/** Writes arguments, address and process id to a file, and goes on as `rest` says. */
const scriptOf = (name: string, rest: string) => {
  const [entry, notes] = [join(directory, `${name}.mjs`), join(directory, `${name}.json`)];
  const note = "{ args: process.argv.slice(2), owner: process.env.DATABASE_OWNER_URL, pid: process.pid }";
  writeFileSync(
    entry,
    `import { renameSync, writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(`${notes}.new`)}, JSON.stringify(${note}));
renameSync(${JSON.stringify(`${notes}.new`)}, ${JSON.stringify(notes)});
${rest}`,
  );
  const read = async () => {
    await until("the script has begun", () => existsSync(notes));
    return JSON.parse(readFileSync(notes, "utf8"));
  };
  return { entry, read };
};

/** Comes to 03:30 of the next day at once. */
const startAtNight = (entry: string) => {
  const lines: string[] = [];
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: new Date("2026-11-29T03:29:59Z") });
  const stop = superviseCompaction({
    at: 210,
    entry,
    childEnv: { NODE_ENV: "test", PATH: process.env.PATH, DATABASE_OWNER_URL: "" },
    ownerUrl: "postgresql://owner@h/d",
    log: (line) => lines.push(line),
  });
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  return { lines, stop };
};

it("a compaction runs in a process of its own, as the owner, and a stop ends it at once without a complaint", async () => {
  const { entry, read } = scriptOf("long", "setInterval(() => {}, 60_000);");
  const { lines, stop } = startAtNight(entry);
  const { args, owner, pid } = await read();
  expect([args, owner]).toEqual([["--indexes-only"], "postgresql://owner@h/d"]);
  expect(isAlive(pid)).toBe(true);
  await stop();
  expect(isAlive(pid)).toBe(false);
  expect(lines).toEqual([]);
});

it("a compaction that fails is reported, and the system goes on", async () => {
  const { entry } = scriptOf("failing", "process.exit(3);");
  const { lines, stop } = startAtNight(entry);
  await until("it is reported", () => lines.length > 0);
  expect(lines).toEqual(["The compaction of indexes failed (exit code 3): it is tried again tomorrow."]);
  await stop();
});

it("a stop without a compaction waits for nothing", async () => {
  await superviseCompaction({ at: 210, entry: "none.mjs", childEnv: process.env, ownerUrl: "", log: () => {} })();
});

it("none is waited for with COMPACT_AT=off", async () => {
  vi.useFakeTimers();
  const stop = superviseCompaction({ at: null, entry: "none.mjs", childEnv: process.env, ownerUrl: "", log: () => {} });
  expect(vi.getTimerCount()).toBe(0);
  await stop();
});
