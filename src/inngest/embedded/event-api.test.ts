import { expect, it } from "vitest";
import { createEmbeddedInngest } from "#inngest/client.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";

const collect = () => {
  const events: RunEvent[] = [];
  return { events, fetch: answerEventApi((event) => events.push(event)) };
};

it("the SDK's send passes events in process, with their ids and times", async () => {
  const { events, fetch } = collect();
  const sent = await createEmbeddedInngest(fetch).send([
    { id: "one", name: "a/b", data: { n: 1 }, ts: 1_700_000_000_000 },
    { name: "a/c", data: { n: 2 } },
  ]);
  expect(events).toMatchObject([
    { id: "one", name: "a/b", data: { n: 1 }, ts: 1_700_000_000_000 },
    { name: "a/c", data: { n: 2 } },
  ]);
  expect(sent.ids).toEqual(events.map(({ id }) => id));
  expect(new Set(sent.ids).size).toBe(2);
});

it("a checkpoint reaches its run", async () => {
  const taken: unknown[] = [];
  const fetch = answerEventApi(() => {}, new Map([["run", (ops) => taken.push(...ops)]]));
  const body = JSON.stringify({ steps: [{ id: "a", op: "StepRun" }] });
  const { status } = await fetch("http://embedded.invalid/v1/checkpoint/run/async", { method: "POST", body });
  expect(status).toBe(200);
  expect(taken).toEqual([{ id: "a", op: "StepRun" }]);
});

it("answers 404 to anything but the event API", async () => {
  const { events, fetch } = collect();
  const wrong = [
    await fetch("http://embedded.invalid/fn/register", { method: "POST", body: "[]" }),
    await fetch("http://embedded.invalid/e/key"),
    await fetch("http://embedded.invalid/v1/checkpoint/x/async", { method: "POST", body: "{}" }),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(events).toEqual([]);
});
