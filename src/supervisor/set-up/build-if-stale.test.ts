import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { takeTurn } from "#supervisor/set-up/build-if-stale.ts";

const directory = mkdtempSync(join(tmpdir(), "bellhop-turns-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("a second start waits for the build of the first one, which lives, and a stop ends the wait", async () => {
  const never = new AbortController();
  const release = await takeTurn(directory, never.signal);
  let isTaken = false;
  const second = takeTurn(directory, never.signal).then((end) => {
    isTaken = true;
    return end;
  });
  const stopping = new AbortController();
  const stopped = expect(takeTurn(directory, stopping.signal)).rejects.toThrow("stopped");
  stopping.abort(new Error("stopped"));
  await stopped;
  expect(isTaken).toBe(false);
  release();
  const end = await second;
  expect(lockDataDir(directory).ok).toBe(false);
  end();
  expect(lockDataDir(directory)).toMatchObject({ ok: true });
});
