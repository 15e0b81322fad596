import { readFileSync } from "node:fs";

/** Counts processes of any user, but no zombies. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return statFields(pid)?.[0] !== "Z";
};

/** Returns ticks since boot with the boot id, to detect a reused pid. Null without /proc. */
export const startTimeOf = (pid: number): string | null => {
  const ticks = statFields(pid)?.[19];
  try {
    return ticks ? `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}` : null;
  } catch {
    return null;
  }
};

/** Starts at field 3: field 2, the program name, may hold spaces and brackets. */
const statFields = (pid: number): string[] | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return null;
  }
};
