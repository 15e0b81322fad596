import { eventType, staticSchema } from "inngest";
import { onTestFinished, vi } from "vitest";
import type { Deps } from "#domain/context.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";

export const due = eventType("a/due", { schema: staticSchema<{ n: number; key: string }>() });
export const told = eventType("a/told", { schema: staticSchema<{ n: number }>() });

/** Messages of the runners' log. */
export const logged: string[] = [];
const log = (_: object, message: string) => void logged.push(message);
export const deps = {
  clock: () => new Date(),
  log: { debug: log, info: log, warn: log, error: log },
} as unknown as Deps;

export const PER_KEY = 3;
/** Interval at which the runner polls. */
const POLL_MS = 500;
const realTimeout = setTimeout;
/** Turns timers from `msMin` off for one test. Without polling, only wakes and due times make the runner look. */
export const withoutTimers = (msMin: number) => {
  const soon = (run: () => void, ms = 0) => realTimeout(ms < msMin ? run : () => {}, ms);
  const polls = vi.spyOn(globalThis, "setTimeout").mockImplementation(soon as typeof setTimeout);
  onTestFinished(() => polls.mockRestore());
};
export const withoutPoll = () => withoutTimers(POLL_MS);

/** Rows in memory. A row is found until a run removes it, but not while its key has three runs. */
export const sourceOf = (
  rows: { n: number; key: string }[],
  taken: (limit: number) => void = () => {},
): WorkSource => ({
  eventNames: [due.name],
  take: async ({ limit, running }) => {
    taken(limit);
    const isBusy = (key: string) => running.filter(({ data }) => data.key === key).length >= PER_KEY;
    const events = rows
      .filter(({ n, key }) => !isBusy(key) && !running.some(({ data }) => data.n === n))
      .slice(0, limit)
      .map((data): RunEvent => ({ id: `row:${data.n}`, name: due.name, ts: 0, data }));
    return { events, isMore: events.length > 0, nextInMs: null };
  },
});

export const remove = (rows: { n: number }[], n: number) =>
  rows.splice(
    rows.findIndex((row) => row.n === n),
    1,
  );

/** Holds each run until the test releases it. */
export const gated = () => {
  const open = new Map<number, () => void>();
  return { open, wait: (n: number) => new Promise<void>((resolve) => open.set(n, resolve)) };
};
