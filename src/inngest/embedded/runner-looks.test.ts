import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { InngestClient } from "#inngest/client.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import type { WorkSource } from "#inngest/embedded/work-sources.ts";
import { deps, due, gated, remove, sourceOf, told, withoutPoll, withoutTimers } from "#tests/runner-in-memory.ts";
import { until } from "#tests/until.ts";

describe("the runner", () => {
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

  describe("after many events of one look", () => {
    const crowd = () => {
      const rows = Array.from({ length: 8 }, (_, index) => ({ n: index + 1, key: `${index}` }));
      const source = { ...sourceOf(rows), ignoresRuns: true };
      const { open, wait } = gated();
      const began: number[] = [];
      const create = (inngest: InngestClient) => [
        inngest.createFunction({ id: "one", triggers: [due], retries: 0 }, async ({ event: { data } }) => {
          remove(rows, data.n);
          began.push(data.n);
          if (data.n <= 8) await wait(data.n);
        }),
      ];
      const take: WorkSource["take"] = async (demand) => ({ ...(await source.take(demand)), isMore: false });
      const runner = startRunner(deps, create, [{ ...source, take }]);
      onTestFinished(() => runner.stop());
      const untilBegan = async (count: number) => {
        while (began.length < count) await setImmediate();
      };
      const addOne = async () => {
        await untilBegan(8);
        rows.push({ n: 9, key: "9" });
        runner.wake();
      };
      const end = (count: number) => {
        for (const go of [...open.values()].slice(0, count)) go();
      };
      return { began, untilBegan, addOne, end };
    };

    it("the next look waits for their runs", async () => {
      withoutTimers(20);
      const { began, untilBegan, addOne, end } = crowd();
      await addOne();
      end(7);
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      expect(began, "one still runs").toHaveLength(8);
      end(8);
      await untilBegan(9);
    });

    it("the next look does not wait for a run that takes long", async () => {
      withoutPoll();
      const { untilBegan, addOne, end } = crowd();
      await addOne();
      await untilBegan(9);
      end(8);
    });
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
});
