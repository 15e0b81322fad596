import { cpuTimes, findSystem } from "./processes.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import type { System } from "./start-system.ts";

/** Microseconds of CPU an event. `system` adds up all processes but receiver and producer. */
export type CpuUs = {
  web: number;
  worker: number;
  supervisor: number;
  postgres: number;
  receiver: number;
  producer: number;
  system: number;
};

/**
 * Starts counting CPU time per process. The returned function gives the split per event, and prints it to stderr.
 */
export const watchCpu = async (
  system: System,
  receiver: Receiver,
): Promise<(what: string, events: number) => CpuUs> => {
  const roots = { ...(await findSystem(system)), receiver: receiver.pid };
  // Other processes are children of the producer, which is this process.
  const read = (): Record<string, number> => {
    const own = process.cpuUsage();
    return { ...cpuTimes(roots), producer: (own.user + own.system) / 1_000 };
  };
  const before = read();
  const startedAt = performance.now();
  return (what, events) => {
    const elapsedMs = performance.now() - startedAt;
    const now = read();
    const usOf = (name: string) => Math.round((1_000 * ((now[name] ?? 0) - (before[name] ?? 0))) / events);
    const [web, worker, supervisor] = [usOf("web"), usOf("worker"), usOf("supervisor")];
    const postgres = usOf("postgres");
    const outside = { receiver: usOf("receiver"), producer: usOf("producer") };
    const us = { web, worker, supervisor, postgres, ...outside, system: web + worker + supervisor + postgres };
    const shares = Object.entries(us).map(
      ([name, used]) => `${name} ${Math.round((used * events) / elapsedMs / 10)} % (${used} µs an event)`,
    );
    say(`CPU of ${what}, 100 % = one core: ${shares.join(", ")}`);
    return us;
  };
};
