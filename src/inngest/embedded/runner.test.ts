import { setImmediate } from "node:timers/promises";
import { eventType, staticSchema } from "inngest";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Deps } from "#domain/context.ts";
import type { InngestClient } from "#inngest/client.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";
import { until } from "#tests/until.ts";

const due = eventType("a/due", { schema: staticSchema<{ n: number; key: string }>() });
const told = eventType("a/told", { schema: staticSchema<{ n: number }>() });

const logged: string[] = [];
const log = (_: object, message: string) => void logged.push(message);
const deps = { clock: () => new Date(), log: { debug: log, info: log, warn: log, error: log } } as unknown as Deps;

const PER_KEY = 3;
/** The runner's, which would find what no wake announced. */
const POLL_MS = 500;
const realTimeout = setTimeout;
const withoutPoll = () => {
  const soon = (run: () => void, ms = 0) => realTimeout(ms < POLL_MS ? run : () => {}, ms);
  const polls = vi.spyOn(globalThis, "setTimeout").mockImplementation(soon as typeof setTimeout);
  onTestFinished(() => polls.mockRestore());
};

/** Rows in memory. A row is found until a run removes it, but not while its key has three runs. */
const sourceOf = (rows: { n: number; key: string }[], taken: (limit: number) => void = () => {}): WorkSource => ({
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

const remove = (rows: { n: number }[], n: number) =>
  rows.splice(
    rows.findIndex((row) => row.n === n),
    1,
  );

/** Holds each run until the test releases it. */
const gated = () => {
  const open = new Map<number, () => void>();
  return { open, wait: (n: number) => new Promise<void>((resolve) => open.set(n, resolve)) };
};

describe("the runner", () => {
  it("runs each present and new row, and stops after its current runs", async () => {
    const rows = [1, 2, 3].map((n) => ({ n, key: "k" }));
    const ran: number[] = [];
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "one", triggers: [due], retries: 0 }, async ({ event }) => {
        ran.push(event.data.n);
        remove(rows, event.data.n);
      }),
    ];
    const runner = startRunner(deps, create, [sourceOf(rows)]);
    await until("three rows ran", () => ran.length === 3);
    rows.push({ n: 4, key: "k" });
    runner.wake();
    await until("the fourth ran", () => ran.length === 4);
    await runner.stop();
    rows.push({ n: 5, key: "k" });
    runner.wake();
    expect(ran).toEqual([1, 2, 3, 4]);
  });

  it("keeps the limit of a key while other keys run, and never runs a row twice at once", async () => {
    const rows = Array.from({ length: 300 }, (_, n) => ({ n, key: n < 299 ? "busy" : "idle" }));
    const { open, wait } = gated();
    const ran: number[] = [];
    const create = (inngest: InngestClient) => [
      inngest.createFunction(
        { id: "keyed", triggers: [due], retries: 0, concurrency: { key: "event.data.key", limit: PER_KEY } },
        async ({ event }) => {
          ran.push(event.data.n);
          await wait(event.data.n);
          remove(rows, event.data.n);
        },
      ),
    ];
    const runner = startRunner(deps, create, [sourceOf(rows)]);
    await until("the idle key runs behind a long backlog of the busy one", () => ran.includes(299));
    expect(ran).toHaveLength(4);
    open.get(0)?.();
    await until("the next of the busy key runs", () => ran.length === 5);
    expect(new Set(ran).size).toBe(5);
    rows.splice(0);
    for (const go of open.values()) go();
    await runner.stop();
  });

  it("looks after the end of a run only if work that ignores runs found no place", async () => {
    withoutPoll();
    const rows = [{ n: 1, key: "k" }];
    let looks = 0;
    const { take, ...source } = sourceOf(rows, () => void looks++);
    const seesAll = async (demand: Parameters<typeof take>[0]) => ({ ...(await take(demand)), isMore: false });
    const firstEnded = Promise.withResolvers<void>();
    const began = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const { open, wait } = gated();
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "one", triggers: [due], retries: 0, concurrency: 1 }, async ({ event }) => {
        const { n } = event.data;
        remove(rows, n);
        began[n - 1]?.resolve();
        if (n === 2) await wait(n);
      }),
    ];
    const hearing = { ...deps, log: { ...deps.log, debug: () => firstEnded.resolve() } };
    const runner = startRunner(hearing, create, [{ ...source, ignoresRuns: true, take: seesAll }]);
    await firstEnded.promise;
    await setImmediate();
    rows.push({ n: 2, key: "k" });
    runner.wake();
    await began[1]?.promise;
    expect(looks).toBe(2);
    rows.push({ n: 3, key: "k" });
    runner.wake();
    await setImmediate();
    expect(looks, "no place").toBe(2);
    open.get(2)?.();
    await began[2]?.promise;
    expect(looks).toBe(3);
    await runner.stop();
  });

  it("asks one source once for all its functions, and names those without a place", async () => {
    withoutPoll();
    const asked: (readonly string[])[] = [];
    const rows = [
      { name: due.name, n: 1 },
      { name: told.name, n: 2 },
    ];
    const source: WorkSource = {
      eventNames: [due.name, told.name],
      take: async ({ full }) => {
        asked.push(full);
        const taken = rows.filter(({ name }) => !full.includes(name));
        for (const { n } of taken) remove(rows, n);
        return {
          events: taken.map(({ name, n }) => ({ id: `row:${n}`, name, ts: 0, data: { n } })),
          isMore: false,
          nextInMs: null,
        };
      },
    };
    const { open, wait } = gated();
    const began: number[] = [];
    const create = (inngest: InngestClient) =>
      [due, told].map((trigger) =>
        inngest.createFunction(
          { id: trigger.name.slice(2), triggers: [trigger], retries: 0, concurrency: 1 },
          async ({ event }) => {
            began.push(event.data.n);
            await wait(event.data.n);
          },
        ),
      );
    const runner = startRunner(deps, create, [source]);
    await until("one run of each began", () => began.length === 2);
    open.get(1)?.();
    await until("the end of a run led to a look", () => asked.length === 2);
    expect(asked).toEqual([[], [told.name]]);
    rows.push({ name: told.name, n: 3 }, { name: due.name, n: 4 });
    runner.wake([due.name]);
    await until("the function with a place runs", () => began.length === 3);
    expect(began).toEqual([1, 2, 4]);
    open.get(2)?.();
    await until("the other function runs when it has a place", () => began.length === 4);
    for (const go of open.values()) go();
    await runner.stop();
  });

  it("looks again when the source says that a row falls due, without a wake", async () => {
    withoutPoll();
    const rows = [{ n: 1, key: "k" }];
    const ran: number[] = [];
    const create = (inngest: InngestClient) => [
      inngest.createFunction(
        { id: "one", triggers: [due], retries: 0 },
        async ({ event }) => void ran.push(event.data.n),
      ),
    ];
    let looks = 0;
    const source: WorkSource = {
      eventNames: [due.name],
      ignoresRuns: true,
      take: async () => {
        const events = ++looks === 2 ? rows.map((data) => ({ id: "row", name: due.name, ts: 0, data })) : [];
        return { events, isMore: false, nextInMs: looks === 1 ? 5 : null };
      },
    };
    const runner = startRunner(deps, create, [source]);
    await until("the row ran", () => ran.length === 1);
    expect(looks).toBe(2);
    await runner.stop();
  });

  it("asks for the rows that wakes named, and for all after a wake without names", async () => {
    withoutPoll();
    const asked: (readonly string[])[] = [];
    const taken = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const source: WorkSource = {
      eventNames: [due.name],
      take: async ({ names = [] }) => {
        asked.push(names);
        await taken[asked.length - 1]?.promise;
        return { events: [], isMore: false, nextInMs: null };
      },
    };
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "one", triggers: [due], retries: 0 }, async () => {}),
    ];
    const runner = startRunner(deps, create, [source]);
    runner.wake([due.name], ["a"]);
    runner.wake([due.name], ["b", "c"]);
    taken[0]?.resolve();
    await until("the named rows are asked for", () => asked.length === 2);
    runner.wake([due.name], ["d"]);
    runner.wake([due.name]);
    taken[1]?.resolve();
    await until("all rows are asked for", () => asked.length === 3);
    taken[2]?.resolve();
    expect(asked).toEqual([[], ["a", "b", "c"], []]);
    await runner.stop();
  });

  it("gives a batch function what is there, without waiting for a full batch", async () => {
    const rows = Array.from({ length: 7 }, (_, n) => ({ n, key: "k" }));
    const batches: number[][] = [];
    const create = (inngest: InngestClient) => [
      inngest.createFunction(
        { id: "batched", triggers: [due], retries: 0, batchEvents: { maxSize: 5, timeout: "60s" } },
        async ({ events }) => {
          batches.push(events.map(({ data }) => data.n));
        },
      ),
    ];
    const source = sourceOf(rows);
    const consuming = {
      ...source,
      take: async (taken: Parameters<WorkSource["take"]>[0]) => {
        const found = await source.take({ ...taken, running: [] });
        rows.splice(0, found.events.length);
        return found;
      },
    };
    const runner = startRunner(deps, create, [consuming]);
    await until("all ran", () => batches.flat().length === 7);
    await runner.stop();
    expect(batches).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it("an event from a function starts each function that it triggers, also without rows", async () => {
    const rows = [{ n: 1, key: "k" }];
    const heard: string[] = [];
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "teller", triggers: [due], retries: 0 }, async ({ event, step }) => {
        remove(rows, event.data.n);
        await step.sendEvent("tell", [told.create({ n: 7 }), { name: "a/nobody", data: {} }]);
      }),
      inngest.createFunction({ id: "first", triggers: [told], retries: 0 }, async ({ event }) => {
        heard.push(`first ${event.data.n}`);
      }),
      inngest.createFunction({ id: "second", triggers: [told], retries: 0, concurrency: 1 }, async ({ event }) => {
        heard.push(`second ${event.data.n}`);
      }),
    ];
    const runner = startRunner(deps, create, [sourceOf(rows)]);
    await until("both heard", () => heard.length === 2);
    await runner.stop();
    expect(heard.sort()).toEqual(["first 7", "second 7"]);
  });

  it("a run that throws does not end the runner, and its row is run again", async () => {
    const rows = [{ n: 1, key: "k" }];
    let tries = 0;
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "shaky", triggers: [due], retries: 0 }, async ({ event }) => {
        if (++tries < 3) throw new Error("broken");
        remove(rows, event.data.n);
      }),
    ];
    const runner = startRunner(deps, create, [sourceOf(rows)]);
    await until("the third try worked", () => rows.length === 0);
    await runner.stop();
    expect(logged).toContain("a run failed; its rows will be due again");
  });

  it("rows that cannot be read for a moment are read later", async () => {
    const rows = [{ n: 1, key: "k" }];
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "patient", triggers: [due], retries: 0 }, async ({ event }) => {
        remove(rows, event.data.n);
      }),
    ];
    let reads = 0;
    const source = sourceOf(rows, () => {
      if (++reads === 1) throw new Error("database away");
    });
    const runner = startRunner(deps, create, [source]);
    await until("the row ran", () => rows.length === 0);
    await runner.stop();
    expect(reads).toBeGreaterThan(1);
  });

  it("does not start with an unsupported function, nor with two functions for the same rows", () => {
    const asking = (options: object) => (inngest: InngestClient) => [
      inngest.createFunction({ id: "asks", triggers: [due], retries: 0, ...options }, async () => {}),
    ];
    const start = (create: Parameters<typeof startRunner>[1]) => () => startRunner(deps, create, [sourceOf([])]);
    expect(start(asking({ throttle: { limit: 1, period: "1s" } }))).toThrow(/throttle.*"asks"/);
    const twice = (inngest: InngestClient) =>
      ["one", "two"].map((id) => inngest.createFunction({ id, triggers: [due], retries: 0 }, async () => {}));
    expect(start(twice)).toThrow(/"a\/due".*"one".*"two"/);
  });
});
