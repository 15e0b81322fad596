import { monitorEventLoopDelay } from "node:perf_hooks";
import type { PoolUse } from "#database/database.ts";
import type { InFlight } from "#engine/claim/in-flight.ts";
import type { Gauge } from "#server/metrics/registry.ts";

/**
 * The timer wakes an idle process each time, for 50 µs of CPU (measured): at 20 ms that was 0.25 % of a core in each process, or 24 µs
 * an event at 100 events a second. A delay of more than 100 ms is still always seen, a shorter one by chance.
 */
const RESOLUTION_MS = 100;
const NS = 1e9;

/** Gauges that every Node process has. */
export const memoryGauges = (): Gauge[] => [
  { name: "bellhop_process_up", value: 1 },
  { name: "process_cpu_seconds_total", value: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 },
  { name: "process_resident_memory_bytes", value: process.memoryUsage.rss() },
  { name: "process_start_time_seconds", value: performance.timeOrigin / 1_000 },
  { name: "nodejs_heap_size_used_bytes", value: process.memoryUsage().heapUsed },
];

/** Reads the delay of the event loop since the last read. */
export const createLoopGauges = (): (() => Gauge[]) => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return () => {
    // The histogram counts the timer's own interval as delay.
    const seconds = (ns: number) => Math.max(0, ns / NS - RESOLUTION_MS / 1_000);
    const [median, most] = [delay.percentile(50), delay.percentile(99)];
    const gauges = [
      { of: "p50", ns: median },
      { of: "p99", ns: most },
      { of: "max", ns: delay.max },
    ].map(
      ({ of, ns }): Gauge => ({
        name: "bellhop_event_loop_delay_seconds",
        values: [of],
        value: delay.count === 0 ? 0 : seconds(ns),
      }),
    );
    delay.reset();
    return gauges;
  };
};

/** A web process with an external Inngest has two wirings: their figures add up. */
export const flightGauges = (all: readonly Pick<InFlight, "inLane">[]): Gauge[] =>
  (["fast", "slow", "test"] as const).map((lane) => ({
    name: "bellhop_in_flight",
    values: [lane],
    value: sum(all.map(({ inLane }) => inLane(lane))),
  }));

export const poolGauges = (pools: readonly PoolUse[]): Gauge[] =>
  [...Map.groupBy(pools, ({ role }) => role)].flatMap(([role, ofRole]): Gauge[] => {
    const total = (read: (pool: PoolUse) => number) => sum(ofRole.map(read));
    const inState = (state: string, value: number): Gauge => ({
      name: "bellhop_database_connections",
      values: [role, state],
      value,
    });
    return [
      inState(
        "used",
        total(({ open, idle }) => open - idle),
      ),
      inState(
        "idle",
        total(({ idle }) => idle),
      ),
      inState(
        "waiting",
        total(({ waiting }) => waiting),
      ),
      { name: "bellhop_database_connections_max", values: [role], value: total(({ max }) => max) },
    ];
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
