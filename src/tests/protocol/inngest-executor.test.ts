import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  cron,
  eventType,
  Inngest,
  type InngestFunction,
  NonRetriableError,
  RetryAfterError,
  staticSchema,
} from "inngest";
import { serve } from "inngest/node";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Executor } from "#tests/protocol/executor.ts";
import { startExecutor } from "#tests/protocol/inngest-executor.ts";
import { until } from "#tests/until.ts";

// Tests of the executor itself, with a small app of the real SDK in cloud mode.

const happened = eventType("a/happened", { schema: staticSchema<{ n: number; key?: string }>() });

const nothing = () => {};
const quiet = { info: nothing, warn: nothing, error: nothing, debug: nothing };

type Create = (inngest: Inngest) => InngestFunction.Any[];

const startApp = async (create: Create, signingKeyOf = ({ signingKey }: Executor) => signingKey) => {
  const executor = await startExecutor({ backoffMs: 20, batchWaitMs: 100 });
  const inngest = new Inngest({
    id: "app",
    isDev: false,
    baseUrl: executor.url,
    eventKey: executor.eventKey,
    signingKey: signingKeyOf(executor),
    checkpointing: false,
    logger: quiet,
    internalLogger: quiet,
  });
  const app = createServer(serve({ client: inngest, functions: create(inngest) }));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    await executor.close();
    app.close();
    app.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  return { executor, inngest, url };
};

const ended = ({ runs }: Executor, count: number) =>
  until(`${count} runs have ended`, () => runs.filter(({ status }) => status !== "waiting").length === count);

describe("the executor", () => {
  it("registers an app with its key, calls it signed, and gives each step's result to the next", async () => {
    const log: string[] = [];
    const { executor, inngest, url } = await startApp((client) => [
      client.createFunction({ id: "fn", triggers: [happened], retries: 3 }, async ({ event, step }) => {
        const one = await step.run("one", () => log.push("one") && event.data.n);
        return step.run("two", () => log.push("two") && one + 1);
      }),
    ]);
    await executor.sync(url);
    await inngest.send(happened.create({ n: 41 }));
    await ended(executor, 1);
    expect(log).toEqual(["one", "two"]);
    expect(executor.runs).toMatchObject([{ functionId: "app-fn", status: "completed", output: 42 }]);
    expect(executor.calls.map(({ status }) => status)).toEqual([206, 206, 200]);
    expect(executor.problems).toEqual([]);
  });

  it("an app with another key cannot register", async () => {
    const { executor, url } = await startApp(
      (client) => [client.createFunction({ id: "fn", triggers: [happened], retries: 0 }, async () => {})],
      () => `signkey-test-${"ab".repeat(32)}`,
    );
    await expect(executor.sync(url)).rejects.toThrow("did not register");
    expect(executor.functions()).toEqual([]);
  });

  it("retries a step when it asks, or soon, and ends with the last attempt or a NonRetriableError", async () => {
    const attempts: Record<string, number[]> = { asks: [], fails: [], stops: [] };
    const { executor, inngest, url } = await startApp((client) =>
      Object.entries(attempts).map(([id, own]) =>
        client.createFunction({ id, triggers: [happened], retries: 2 }, async ({ step, attempt }) =>
          step.run("try", () => {
            own.push(attempt);
            if (id === "asks" && own.length < 3) throw new RetryAfterError("later", new Date(Date.now() + 3_600_000));
            if (id === "fails") throw new Error("broken");
            if (id === "stops") throw new NonRetriableError("no use");
          }),
        ),
      ),
    );
    await executor.sync(url);
    await inngest.send(happened.create({ n: 1 }));
    await ended(executor, 2);
    expect(attempts).toEqual({ asks: [0], fails: [0, 1, 2], stops: [0] });
    for (const count of [2, 3]) {
      await until(`it asks for try ${count}`, () => {
        executor.skipTime();
        return attempts.asks?.length === count;
      });
    }
    await ended(executor, 3);
    expect(executor.runs.map(({ functionId, status }) => [functionId, status])).toEqual([
      ["app-asks", "completed"],
      ["app-fails", "failed"],
      ["app-stops", "failed"],
    ]);
  });

  it("counts an event id once, respects a key's concurrency, and starts a future event when due", async () => {
    const started: number[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { executor, inngest, url } = await startApp((client) => [
      client.createFunction(
        { id: "fn", triggers: [happened], retries: 0, concurrency: { key: "event.data.key", limit: 1 } },
        async ({ event }) => {
          started.push(event.data.n);
          await gate;
        },
      ),
    ]);
    await executor.sync(url);
    const { ids } = await inngest.send([
      happened.create({ n: 1, key: "a" }, { id: "one" }),
      happened.create({ n: 1, key: "a" }, { id: "one" }),
      happened.create({ n: 2, key: "a" }),
      happened.create({ n: 3, key: "b" }),
      happened.create({ n: 4, key: "c" }, { ts: Date.now() + 3_600_000 }),
    ]);
    expect(new Set(ids).size).toBe(5);
    await until("each key has one run", () => started.length === 2);
    executor.skipTime();
    await until("the future one has come", () => started.length === 3);
    open();
    await ended(executor, 4);
    expect(started.sort()).toEqual([1, 2, 3, 4]);
    expect(executor.calls).toHaveLength(4);
  });

  it("fills batches up to their size or time limit, and starts crons manually", async () => {
    const batches: number[] = [];
    const { executor, inngest, url } = await startApp((client) => [
      client.createFunction(
        { id: "batch", triggers: [happened], retries: 0, batchEvents: { maxSize: 3, timeout: "60s" } },
        async ({ events }) => void batches.push(events.length),
      ),
      client.createFunction({ id: "cron", triggers: [cron("* * * * *")], retries: 0 }, async () => "ticked"),
    ]);
    await executor.sync(url);
    await inngest.send(Array.from({ length: 4 }, (_, n) => happened.create({ n }, { id: "same" })));
    await ended(executor, 2);
    expect(batches).toEqual([3, 1]);
    const run = executor.start("app-cron");
    await ended(executor, 3);
    expect(run).toMatchObject({ status: "completed", output: "ticked" });
  });

  it("repeats a call whose answer was lost, and never starts a run for a lost event", async () => {
    const ran: number[] = [];
    const { executor, inngest, url } = await startApp((client) => [
      client.createFunction({ id: "fn", triggers: [happened], retries: 3 }, async ({ event, step }) =>
        step.run("one", () => void ran.push(event.data.n)),
      ),
    ]);
    await executor.sync(url);
    executor.faults.losesEvent = ({ data }) => data.n === 1;
    executor.faults.losesAnswer = ({ attempt }) => attempt === 0;
    await inngest.send([happened.create({ n: 1 }), happened.create({ n: 2 })]);
    await ended(executor, 1);
    expect(ran).toEqual([2, 2]);
    expect(executor.events).toHaveLength(2);
  });
});
