import { eventType, NonRetriableError, RetryAfterError, staticSchema } from "inngest";
import { describe, expect, it } from "vitest";
import { createEmbeddedInngest, type InngestClient } from "#inngest/client.ts";
import { type CallFunction, callInProcess } from "#inngest/embedded/call-in-process.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { type Checkpoints, type RunEvent, runFunction } from "#inngest/embedded/run-function.ts";

type Handler = Parameters<InngestClient["createFunction"]>[1];
const happened = eventType("a/happened", { schema: staticSchema<{ n: number }>() });
const event = (n: number): RunEvent => ({ id: `e${n}`, name: "a/happened", ts: 1_700_000_000_000 + n, data: { n } });

/** Runs a handler as a function of the real SDK. Returns sent events and the number of SDK calls. */
const run = async (handler: Handler, { attemptsMax = 5, events = [event(1)] } = {}) => {
  const sent: RunEvent[] = [];
  let calls = 0;
  const checkpoints: Checkpoints = new Map();
  const client = createEmbeddedInngest(answerEventApi((one) => sent.push(one), checkpoints));
  const fn = client.createFunction({ id: "fn", triggers: [happened], retries: 20 }, handler);
  const answer = callInProcess(client, [fn]);
  const counted: CallFunction = (call) => {
    calls++;
    return answer(call);
  };
  const { steps, ...end } = await runFunction(counted, { functionId: "fn", attemptsMax, checkpoints }, events);
  return { end, steps, sent, calls, open: checkpoints.size };
};

/** Error as the SDK serialises it, with its stack. */
const failureOf = (message: string) =>
  expect.objectContaining({ message, stack: expect.stringContaining("run-function.test.ts") });

describe("a run", () => {
  it("gives the handler its events, and each step's result to the next, with each step run once", async () => {
    const log: unknown[] = [];
    const { end, calls } = await run(
      async ({ events, step }) => {
        const one = await step.run("one", () => log.push("one") && { total: 40 });
        const two = await step.run("two", () => log.push("two") && one.total + events.length);
        log.push(["end", two, events.map(({ data }: RunEvent) => data.n)]);
      },
      { events: [event(1), event(2)] },
    );
    expect(end).toEqual({ end: "finished" });
    expect(log).toEqual(["one", "two", ["end", 42, [1, 2]]]);
    expect(calls).toBe(1);
  });

  it("a step that fails after others is run again, and those before it are not", async () => {
    const log: string[] = [];
    const { end, steps, calls, open } = await run(async ({ step }) => {
      const one = await step.run("one", () => log.push("one"));
      await step.run("two", () => log.push("two"));
      await step.run("three", () => {
        if (log.push("three") === 3) throw new Error("database away");
      });
      await step.run("four", () => log.push(`four ${one}`));
    });
    expect(end).toEqual({ end: "finished" });
    expect(log).toEqual(["one", "two", "three", "three", "four 1"]);
    expect({ calls, open }).toEqual({ calls: 3, open: 0 });
    expect(steps).toEqual(["one", "two", "three", "three", "four"]);
  });

  it("a function that fails between steps is run again with the answers of its steps", async () => {
    const log: string[] = [];
    const { end } = await run(async ({ step }) => {
      await step.run("one", () => log.push("one"));
      if (log.push("between") === 2) throw new Error("once");
    });
    expect(end).toEqual({ end: "finished" });
    expect(log).toEqual(["one", "between", "between"]);
  });

  it("a step without a result, and steps with the same id, are memoised too", async () => {
    const log: string[] = [];
    await run(async ({ step }) => {
      for (let i = 0; i < 3; i++) await step.run("same", () => void log.push(`run ${i}`));
    });
    expect(log).toEqual(["run 0", "run 1", "run 2"]);
  });

  it("sends events by a step, once, with their own ids and due times", async () => {
    const { end, sent } = await run(async ({ step }) => {
      await step.sendEvent("send", [{ id: "x:1", name: "b/due", data: { id: "x" }, ts: 1_800_000_000_000 }]);
      await step.run("after", () => null);
    });
    expect(end).toEqual({ end: "finished" });
    expect(sent).toEqual([{ id: "x:1", name: "b/due", data: { id: "x" }, ts: 1_800_000_000_000 }]);
  });

  it("a step that asks for a later retry ends the run, and its row has the due time", async () => {
    let runs = 0;
    const { end } = await run(async ({ step }) =>
      step.run("attempt", () => {
        runs++;
        throw new RetryAfterError("later", new Date(Date.now() + 60_000));
      }),
    );
    expect(end).toEqual({ end: "forgotten" });
    expect(runs).toBe(1);
  });

  it("a failed step is run again a few times, with its attempt counted, and may succeed", async () => {
    const attempts: number[] = [];
    const { end } = await run(async ({ step, attempt }) =>
      step.run("shaky", () => {
        attempts.push(attempt);
        if (attempts.length < 3) throw new Error("database away");
      }),
    );
    expect(end).toEqual({ end: "finished" });
    expect(attempts).toEqual([0, 1, 2]);
  });

  it("a step that keeps failing ends the run, with its reason", async () => {
    let runs = 0;
    const { end } = await run(async ({ step }) =>
      step.run("broken", () => {
        runs++;
        throw new Error("database away");
      }),
    );
    expect(end).toEqual({ end: "failed", error: failureOf("database away") });
    expect(runs).toBe(3);
  });

  it("with one attempt allowed a failing step is not run again", async () => {
    let runs = 0;
    const broken: Handler = async ({ step }) =>
      step.run("broken", () => {
        runs++;
        throw new Error("database away");
      });
    expect((await run(broken, { attemptsMax: 1 })).end).toEqual({ end: "failed", error: failureOf("database away") });
    expect(runs).toBe(1);
  });

  it("NonRetriableError ends a run at once, from a step and from the function itself", async () => {
    let runs = 0;
    const stop = () => {
      runs++;
      throw new NonRetriableError("no use");
    };
    expect((await run(async ({ step }) => step.run("stop", stop))).end).toEqual({
      end: "failed",
      error: failureOf("no use"),
    });
    expect((await run(async () => stop())).end).toEqual({ end: "failed", error: failureOf("no use") });
    expect(runs).toBe(2);
  });

  it("a function can catch the final failure of a step and go on", async () => {
    const { end, sent } = await run(async ({ step }) => {
      await step
        .run("stop", () => {
          throw new NonRetriableError("no use");
        })
        .catch(() => step.sendEvent("tell", { name: "b/failed", data: {} }));
    });
    expect(end).toEqual({ end: "finished" });
    expect(sent).toMatchObject([{ name: "b/failed" }]);
  });

  it.each<[string, Handler]>([
    ["Sleep", async ({ step }) => step.sleep("wait", "1s")],
    ["WaitForEvent", async ({ step }) => step.waitForEvent("wait", { event: "a/b", timeout: "1s" })],
    ["StepPlanned", async ({ step }) => Promise.all([step.run("a", () => 1), step.run("b", () => 2)])],
  ])("refuses %s by its name, since it does not implement it", async (name, handler) => {
    await expect(run(handler)).rejects.toThrow(`"${name}"`);
  });
});
