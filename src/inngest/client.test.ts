import { RetryAfterError } from "inngest";
import { serve } from "inngest/edge";
import { afterEach, expect, it, vi } from "vitest";
import type { Logger } from "#domain/context.ts";
import { createInngest } from "#inngest/client.ts";

type Line = { level: string; fields: object; message: string };

afterEach(() => vi.unstubAllEnvs());

/** Calls a function with this step and returns its log lines. */
const linesOf = async (act: () => never): Promise<Line[]> => {
  vi.stubEnv("INNGEST_DEV", "1");
  const lines: Line[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const log: Logger = { debug: () => {}, info: at("info"), warn: at("warn"), error: at("error") };
  const client = createInngest(log);
  const fn = client.createFunction({ id: "fn", triggers: [{ event: "a/b" }], retries: 3 }, ({ step }) =>
    step.run("act", act),
  );
  const event = { id: "e", name: "a/b", ts: 0, data: {} };
  const ctx = { run_id: "r", attempt: 0, max_attempts: 4, stack: { stack: [], current: 0 } };
  const response = await serve({ client, functions: [fn] })(
    new Request("http://localhost/api/inngest?fnId=bellhop-fn&stepId=step", {
      method: "POST",
      headers: { "content-type": "application/json", host: "localhost" },
      body: JSON.stringify({ event, events: [event], steps: {}, ctx, version: 2, use_api: false }),
    }),
  );
  expect(response.status).toBe(206);
  return lines;
};

it("a step that waits for its retry logs one line without a stack", async () => {
  const until = new Date("2030-01-01T00:00:00.000Z");
  const lines = await linesOf(() => {
    throw new RetryAfterError("dlv_1 waits for its next attempt", until);
  });
  expect(lines).toEqual([
    { level: "info", fields: { until: until.toISOString() }, message: "dlv_1 waits for its next attempt" },
  ]);
});

it("a step that throws is logged as an error with its stack", async () => {
  const lines = await linesOf(() => {
    throw new Error("broken");
  });
  expect(lines).toMatchObject([{ level: "error", fields: { err: { message: "broken", stack: expect.any(String) } } }]);
});
