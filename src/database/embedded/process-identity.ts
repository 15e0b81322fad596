import { readFileSync } from "node:fs";

/** Whether a process with this id lives, under any user. A process that waits to be reaped does not count. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return statFields(pid)?.[0] !== "Z";
};

/** Start time of a process, in ticks since boot with the boot's id; null without /proc. Tells a reused pid apart. */
export const startTimeOf = (pid: number): string | null => {
  const ticks = statFields(pid)?.[19];
  try {
    return ticks ? `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}` : null;
  } catch {
    return null;
  }
};

/** Fields of /proc/PID/stat from the third on: the second, the program's name, may hold spaces and brackets. */
const statFields = (pid: number): string[] | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return null;
  }
};
