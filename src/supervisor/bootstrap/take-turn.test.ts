import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { takeTurn } from "#supervisor/bootstrap/take-turn.mjs";

const directory = mkdtempSync(join(tmpdir(), "bellhop-turn-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("a second start waits for the first one, which lives", async () => {
  const file = join(directory, "first", "turn");
  const release = await takeTurn(file);
  const order: string[] = [];
  const second = takeTurn(file).then((end) => {
    order.push("second");
    end();
  });
  await new Promise(setImmediate);
  order.push("first");
  release();
  await second;
  expect(order).toEqual(["first", "second"]);
  expect(readdirSync(join(directory, "first"))).toEqual([]);
});

it("the file of a process that has ended is replaced", async () => {
  const file = join(directory, "turn");
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (const stale of [`${pid} 1`, `${process.pid} 1`, ""]) {
    writeFileSync(file, stale);
    const release = await takeTurn(file);
    release();
    expect(existsSync(file)).toBe(false);
  }
});
