import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { startTimeOf } from "#database/embedded/process-identity.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const PROGRAM = join(import.meta.dirname, "stand-ins", "lock.ts");

/** Process that tries to lock, reports the result, and stays alive. */
const lockElsewhere = async (dataDir: string): Promise<{ child: ChildProcess; isHolder: boolean }> => {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [isHolder] = await once(child, "message");
  return { child, isHolder };
};

it("a second start is refused with a line that names the process of the first", () => {
  const dataDir = temporaryDirectory();
  const first = lockDataDir(dataDir);
  const second = lockDataDir(dataDir);

  expect(first.ok).toBe(true);
  expect(second).toMatchObject({ ok: false, pid: process.pid });
  expect(second.ok || second.problem).toContain(`process ${process.pid}`);
});

it("a released lock can be taken again, and nothing is left behind", () => {
  const dataDir = temporaryDirectory();
  const first = lockDataDir(dataDir);
  if (first.ok) first.release();

  expect(readdirSync(dataDir)).toEqual([]);
  expect(lockDataDir(dataDir).ok).toBe(true);
});

it("a late release leaves the lock of another start alone", () => {
  const dataDir = temporaryDirectory();
  const first = lockDataDir(dataDir);
  writeFileSync(join(dataDir, "lock"), "not a lock");
  expect(lockDataDir(dataDir).ok).toBe(true);

  if (first.ok) first.release();

  expect(readdirSync(dataDir)).toEqual(["lock"]);
});

it("a start that was killed does not block the next", async () => {
  const dataDir = temporaryDirectory();
  const { child, isHolder } = await lockElsewhere(dataDir);
  expect(isHolder).toBe(true);
  expect(lockDataDir(dataDir)).toMatchObject({ ok: false, pid: child.pid });

  child.kill("SIGKILL");
  await once(child, "exit");

  expect(lockDataDir(dataDir).ok).toBe(true);
});

it.runIf(process.platform === "linux")("a lock whose pid now belongs to another process is taken over", () => {
  const dataDir = temporaryDirectory();
  const stale = { pid: process.pid, startTime: "another boot:1", token: "00" };
  writeFileSync(join(dataDir, "lock"), JSON.stringify(stale));

  expect(lockDataDir(dataDir).ok).toBe(true);
});

it("one of several simultaneous starts gets a stale lock", async () => {
  const dataDir = temporaryDirectory();
  writeFileSync(join(dataDir, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, startTime: null, token: "00" }));

  const results = await Promise.all(Array.from({ length: 4 }, () => lockElsewhere(dataDir)));

  expect(results.filter(({ isHolder }) => isHolder)).toHaveLength(1);
  expect(readdirSync(dataDir)).toEqual(["lock"]);
});

it("a living start that replaces a stale lock keeps others from it, and a dead one does not", async () => {
  const dataDir = temporaryDirectory();
  const stale = { pid: 2 ** 22 + 1, startTime: null, token: "00" };
  writeFileSync(join(dataDir, "lock"), JSON.stringify(stale));
  const { child } = await lockElsewhere(temporaryDirectory());
  const claim = join(dataDir, "lock.after-00");
  const replacing = { pid: child.pid, startTime: startTimeOf(child.pid ?? 0), token: "01" };
  writeFileSync(claim, JSON.stringify(replacing));
  expect(lockDataDir(dataDir)).toMatchObject({ ok: false, pid: child.pid });

  child.kill("SIGKILL");
  await once(child, "exit");

  expect(lockDataDir(dataDir).ok).toBe(true);
  expect(readdirSync(dataDir)).toEqual(["lock"]);
});

it("only its owner may read the lock", () => {
  const dataDir = temporaryDirectory();
  lockDataDir(dataDir);

  expect(statSync(join(dataDir, "lock")).mode & 0o077).toBe(0);
});
