import { readdirSync, readFileSync } from "node:fs";
import type { System } from "./start-system.ts";

/** Process data from Linux's /proc. CPU time includes children that ended and were waited for. */
type Process = { pid: number; parent: number; command: string; cpuMs: number };

/** Process ids by name; 0 without /proc. A process belongs to its nearest named ancestor, or to its own name. */
export type Roots = Readonly<Record<string, number>>;

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

/** Returns a process with its descendants, without `others` and theirs. */
const tree = (all: readonly Process[], root: number, others: ReadonlySet<number>): Process[] => {
  const own = all.filter(({ pid }) => pid === root);
  const children = all.filter(({ pid, parent }) => parent === root && !others.has(pid));
  return [...own, ...children.flatMap(({ pid }) => tree(all, pid, others))];
};

const sumByRoot = (roots: Roots, read: (process: Process) => number): Record<string, number> => {
  const all = readAll();
  const named = new Set(Object.values(roots));
  const sums = Object.entries(roots).map(([name, root]) => [
    name,
    tree(all, root, named).reduce((sum, one) => sum + read(one), 0),
  ]);
  return Object.fromEntries(sums);
};

/** Finds the processes of a system that runs on its embedded database. */
export const findSystem = async ({ pid, deps }: System) => {
  const children = readAll().filter(({ parent }) => parent === pid);
  const find = (mark: string) => children.find(({ command }) => command.includes(mark))?.pid ?? 0;
  const postgres = await findPostgres({ deps });
  return { web: find("--id=web_"), worker: find("--id=wrk_"), supervisor: pid, postgres };
};

/** Returns the process whose children are all processes of the server. */
export const findPostgres = async ({ deps }: Pick<System, "deps">): Promise<number> => {
  const [checkpointer] = await deps.sql<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  );
  return readProcess(checkpointer?.pid ?? 0)?.parent ?? 0;
};

/** Returns CPU milliseconds used so far. */
export const cpuTimes = (roots: Roots): Record<string, number> => sumByRoot(roots, ({ cpuMs }) => cpuMs);

/**
 * Returns memory in MiB as proportional set size: a page that several processes share is divided among them. Reading another
 * user's share needs root, so that PostgreSQL's processes count with their resident size elsewhere.
 */
export const memoryMb = (roots: Roots): Record<string, number> => sumByRoot(roots, ({ pid }) => memoryKb(pid) / 1024);

const memoryKb = (pid: number): number =>
  readKb(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) ?? readKb(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ?? 0;

const readKb = (file: string, line: RegExp): number | null => {
  try {
    return Number(line.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  } catch {
    return null;
  }
};
