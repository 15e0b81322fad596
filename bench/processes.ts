import { readdirSync, readFileSync } from "node:fs";

/** Process data from Linux's /proc. CPU time includes children that ended and were waited for. */
type Process = { pid: number; parent: number; command: string; cpuMs: number };

/** USER_HZ: Linux reports CPU time in /proc in hundredths of a second. */
const TICK_MS = 10;

const readProcess = (pid: number): Process | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Skips the name in brackets, which may hold any character; field 3 of proc(5), the state, follows.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return { pid, parent: Number(fields[1]), command, cpuMs: ticks * TICK_MS };
  } catch {
    return null;
  }
};

const readAll = (): Process[] => {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
  } catch {
    return [];
  }
};

/** Returns a process with all its descendants. */
const tree = (all: readonly Process[], root: number): Process[] => {
  const own = all.filter(({ pid }) => pid === root);
  return [...own, ...all.filter(({ parent }) => parent === root).flatMap(({ pid }) => tree(all, pid))];
};

/** Returns the process ids of the supervisor's children; 0 without /proc. */
export const findChildren = (supervisorPid: number): { web: number; worker: number } => {
  const children = readAll().filter(({ parent }) => parent === supervisorPid);
  const find = (mark: string) => children.find(({ command }) => command.includes(mark))?.pid ?? 0;
  return { web: find("--id=web_"), worker: find("--id=wrk_") };
};

export const parentOf = (pid: number): number => readProcess(pid)?.parent ?? 0;

/** Returns CPU milliseconds used so far per root, descendants included. */
export const cpuTimes = (roots: Record<string, number>): Record<string, number> => {
  const all = readAll();
  return Object.fromEntries(
    Object.entries(roots).map(([name, root]) => [name, tree(all, root).reduce((sum, { cpuMs }) => sum + cpuMs, 0)]),
  );
};

/** Returns resident memory with all descendants, in MiB; 0 without /proc. */
export const residentMb = (root: number): number =>
  tree(readAll(), root).reduce((sum, { pid }) => sum + residentKb(pid), 0) / 1024;

const residentKb = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};
