import { cron, eventType, Inngest, type InngestFunction } from "inngest";
import { describe, expect, it } from "vitest";
import { readOptions } from "#inngest/embedded/supported-options.ts";

const inngest = new Inngest({ id: "options", isDev: true });
const nothing = async () => {};
type Options = InngestFunction.Options;

const make = (options: Partial<Options>) =>
  inngest.createFunction({ id: "fn", triggers: [{ event: "a/b" }], retries: 3, ...options } as Options, nothing);
const read = (options: Partial<Options>) => readOptions(make(options));

describe("the runner reads", () => {
  it("events, crons, retries, batch size and keyed concurrency", () => {
    const fn = read({
      triggers: [eventType("a/b"), { event: "a/c" }, { cron: "*/5 * * * *" }],
      retries: 20,
      batchEvents: { maxSize: 50, timeout: "1s" },
      concurrency: [{ limit: 4 }, { key: "event.data.tenantId", limit: 7 }],
    });
    expect(fn).toMatchObject({ id: "fn", events: ["a/b", "a/c"], attemptsMax: 21, batchMax: 50 });
    expect(fn.crons).toHaveLength(1);
    expect(fn.concurrency.map(({ limit, keyOf }) => [limit, keyOf?.({ data: { tenantId: "t" } })])).toEqual([
      [4, undefined],
      [7, "t"],
    ]);
  });

  it("a function without batches as one event per run, and a plain number as one limit for all runs", () => {
    const fn = read({ concurrency: 3 });
    expect(fn.batchMax).toBe(1);
    expect(fn.concurrency.map(({ limit, keyOf }) => [limit, keyOf?.({ data: { tenantId: "t" } })])).toEqual([
      [3, undefined],
    ]);
    expect(read({}).concurrency).toEqual([]);
  });

  it("no retries as one attempt", () => {
    expect(read({ retries: 0 }).attemptsMax).toBe(1);
  });
});

const refused: [string, Partial<Options>, string][] = [
  ["throttle", { throttle: { limit: 1, period: "1s" } }, "throttle"],
  ["rateLimit", { rateLimit: { limit: 1, period: "1s" } }, "rateLimit"],
  ["debounce", { debounce: { period: "1s" } }, "debounce"],
  ["priority", { priority: { run: "0" } }, "priority"],
  ["idempotency", { idempotency: "event.data.x" }, "idempotency"],
  ["singleton", { singleton: { mode: "skip" } }, "singleton"],
  ["timeouts", { timeouts: { finish: "1m" } }, "timeouts"],
  ["cancelOn", { cancelOn: [{ event: "a/c" }] }, "cancelOn"],
  ["onFailure", { onFailure: nothing }, "onFailure"],
  ["middleware", { middleware: [] }, "middleware"],
  ["default retries", { retries: undefined }, "default retries"],
  ["checkpointing switched on", { checkpointing: true }, "checkpointing"],
  ["checkpointing switched off", { checkpointing: false }, "checkpointing"],
  ["checkpointing with options", { checkpointing: { bufferedSteps: 2 } }, "checkpointing"],
  ["a trigger with a condition", { triggers: [{ event: "a/b", if: "event.data.x == 1" }] }, "condition"],
  ["a wildcard trigger", { triggers: [{ event: "a/*" }] }, "a/*"],
  ["a cron of another kind", { triggers: [cron("0 0 1 * *")] }, "0 0 1 * *"],
  ["a cron with a jitter", { triggers: [{ cron: "* * * * *", jitter: "10s" }] } as never, "jitter"],
  ["a batch key", { batchEvents: { maxSize: 5, timeout: "1s", key: "event.data.x" } }, 'batch option "key"'],
  ["a batch condition", { batchEvents: { maxSize: 5, timeout: "1s", if: "true" } }, 'batch option "if"'],
  ["concurrency of a scope", { concurrency: { limit: 1, scope: "env" } }, 'concurrency option "scope"'],
  ["a computed concurrency key", { concurrency: { limit: 1, key: "event.data.a + event.data.b" } }, "event.data.a +"],
];

describe("an unsupported option is refused at start, with the names of function and option", () => {
  it.each(refused)("%s", (_, options, named) => {
    expect(() => read(options)).toThrow(named);
    expect(() => read(options)).toThrow('"fn"');
  });
});
