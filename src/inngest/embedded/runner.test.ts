import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { InngestClient } from "#inngest/client.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";
import { deps, due, gated, logged, PER_KEY, remove, sourceOf, told } from "#tests/runner-in-memory.ts";
import { until } from "#tests/until.ts";

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

  it("starts the runs of work that has begun once its source says so, and holds their places meanwhile", async () => {
    const rows = [{ n: 1, key: "k" }];
    const ran: number[] = [];
    const begun = Promise.withResolvers<void>();
    const create = (inngest: InngestClient) => [
      inngest.createFunction({ id: "late", triggers: [due], retries: 0, concurrency: 1 }, async ({ event }) => {
        ran.push(event.data.n);
        remove(rows, event.data.n);
      }),
    ];
    const limits: number[] = [];
    const { take, ...source } = sourceOf(rows, (limit) => limits.push(limit));
    const runner = startRunner(deps, create, [
      { ...source, take: async (demand) => ({ ...(await take(demand)), begun: begun.promise }) },
    ]);
    await until("the row was taken", () => limits.length > 0);
    await setImmediate();
    runner.wake();
    await setImmediate();
    expect(ran).toEqual([]);
    expect(limits, "no second look while the place is taken").toHaveLength(1);
    begun.resolve();
    await until("the row ran", () => rows.length === 0);
    await runner.stop();
    expect(ran).toEqual([1]);
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
