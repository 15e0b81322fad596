import { readdirSync, readFileSync } from "node:fs";

/** One process as Linux's /proc tells it. CPU time counts children that have ended and been waited for. */
type Process = { pid: number; parent: number; command: string; cpuMs: number };

/** Linux counts CPU time in hundredths of a second for everybody who reads /proc. */
const TICK_MS = 10;

const readProcess = (pid: number): Process | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything; numbers begin behind it with the state, field 3 of proc(5).
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

/** A process and all that descend from it. */
const tree = (all: readonly Process[], root: number): Process[] => {
  const own = all.filter(({ pid }) => pid === root);
  return [...own, ...all.filter(({ parent }) => parent === root).flatMap(({ pid }) => tree(all, pid))];
};

/** The process ids of what the supervisor runs; 0 where there is no /proc. */
export const findChildren = (supervisorPid: number): { web: number; worker: number } => {
  const children = readAll().filter(({ parent }) => parent === supervisorPid);
  const find = (mark: string) => children.find(({ command }) => command.includes(mark))?.pid ?? 0;
  return { web: find("--id=web_"), worker: find("--id=wrk_") };
};

export const parentOf = (pid: number): number => readProcess(pid)?.parent ?? 0;

/** CPU time used so far by each of these, with all that descend from them, in milliseconds. */
export const cpuTimes = (roots: Record<string, number>): Record<string, number> => {
  const all = readAll();
  return Object.fromEntries(
    Object.entries(roots).map(([name, root]) => [name, tree(all, root).reduce((sum, { cpuMs }) => sum + cpuMs, 0)]),
  );
};

/** Resident memory of a process with all that descend from it, in megabytes (2^20 bytes); 0 where there is no /proc. */
export const residentMb = (root: number): number =>
  tree(readAll(), root).reduce((sum, { pid }) => sum + residentKb(pid), 0) / 1024;

const residentKb = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};
