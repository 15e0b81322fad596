import { readFileSync } from "node:fs";

/** Whether a process with this id exists, whoever owns it; one that has ended and waits to be reaped does not count. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return statFields(pid)?.[0] !== "Z";
};

/** When a process was started, in ticks since boot and with the boot's id; null where /proc is missing. Tells a reused pid apart. */
export const startTimeOf = (pid: number): string | null => {
  const ticks = statFields(pid)?.[19];
  try {
    return ticks ? `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}` : null;
  } catch {
    return null;
  }
};

/** The fields of /proc/PID/stat from the third on: the second, the program's name, may hold spaces and brackets. */
const statFields = (pid: number): string[] | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return null;
  }
};
