import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";

/** Living descendants of a process. Linux only. */
export const descendants = (pid: number): number[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : null;
    if (parent !== null) parents.set(Number(name), parent);
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found.slice(1);
};

/** Descendant whose command line holds a text; null = none yet. */
export const findProcess = (below: number, text: string): number | null =>
  descendants(below).find((pid) => read(pid, "cmdline").includes(text)) ?? null;

/** Environment at the start of a process. */
export const environmentOf = (pid: number): Record<string, string> =>
  Object.fromEntries(
    read(pid, "environ")
      .split("\0")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

/** Worker id in leases, from the command line. */
export const workerIdOf = (pid: number): string => /--id=([^\0]+)/.exec(read(pid, "cmdline"))?.[1] ?? "";

export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/**
 * Sets a soft limit of a running process with util-linux's prlimit, under the process's own user: in containers root
 * lacks the capability for other users. `unlimited` restores the hard limit. Throws if the limit could not be set.
 */
export const setLimit = (pid: number, limit: "fsize" | "nofile", value: number | "unlimited"): void => {
  const hard = hardLimit(pid, limit === "nofile" ? "Max open files" : "Max file size");
  const { uid, gid } = statSync(`/proc/${pid}`);
  const soft = value === "unlimited" ? hard : value;
  const options = process.getuid?.() === 0 ? { uid, gid } : {};
  const set = spawnSync("prlimit", ["--pid", String(pid), `--${limit}=${soft}:${hard}`], options);
  if (set.status !== 0) throw new Error(`prlimit: ${set.error?.message ?? set.stderr}`);
};

export const hasPrlimit = (): boolean => spawnSync("prlimit", ["--version"]).status === 0;

const hardLimit = (pid: number, name: string): string => {
  const line = read(pid, "limits")
    .split("\n")
    .find((one) => one.startsWith(name));
  return line?.slice(name.length).trim().split(/ +/)[1] ?? "unlimited";
};

const parentOf = (pid: number): number | null => {
  const stat = read(pid, "stat");
  // The process name may hold spaces and parentheses, so parsing starts after the last one.
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat && state !== "Z" ? Number(parent) : null;
};

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
};
