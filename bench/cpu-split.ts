import { cpuTimes, findChildren, parentOf } from "./processes.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import type { System } from "./start-system.ts";

/**
 * Starts counting CPU time per process. The returned function prints the split to stderr, in microseconds per event.
 */
export const watchCpu = async (
  { pid, deps }: System,
  receiver: Receiver,
): Promise<(what: string, events: number) => void> => {
  const [checkpointer] = await deps.sql<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  );
  const roots = { ...findChildren(pid), postgres: parentOf(checkpointer?.pid ?? 0), receiver: receiver.pid };
  // Other processes are children of the producer, which is this process.
  const read = (): Record<string, number> => {
    const own = process.cpuUsage();
    return { ...cpuTimes(roots), producer: (own.user + own.system) / 1_000 };
  };
  const before = read();
  const startedAt = performance.now();
  return (what, events) => {
    const elapsedMs = performance.now() - startedAt;
    const parts = Object.entries(read()).map(([name, ms]) => {
      const usedMs = ms - (before[name] ?? 0);
      return `${name} ${Math.round((100 * usedMs) / elapsedMs)} % (${Math.round((1_000 * usedMs) / events)} µs an event)`;
    });
    say(`CPU of ${what}, 100 % = one core: ${parts.join(", ")}`);
  };
};
