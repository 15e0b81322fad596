import { describe, expect, it } from "vitest";
import { createRoom } from "#inngest/embedded/concurrency-limiter.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { RunnableFunction } from "#inngest/embedded/supported-options.ts";

const limitedBy = (field: string, limit: number): RunnableFunction["concurrency"][number] => ({
  limit,
  keyOf: ({ data }) => String(data[field]),
});
const limited = (limit: number) => ({ limit, keyOf: () => "" });

let count = 0;
const event = (data: Record<string, unknown> = {}): RunEvent => ({ id: `e${++count}`, name: "x/y", ts: 0, data });

describe("room", () => {
  it("lets in as many runs of one key as its limit, and others beside them", () => {
    const room = createRoom({ concurrency: [limitedBy("webhook", 2)] });
    expect(room.enter(event({ webhook: "a" }))).not.toBeNull();
    expect(room.enter(event({ webhook: "a" }))).not.toBeNull();
    expect(room.enter(event({ webhook: "a" }))).toBeNull();
    expect(room.enter(event({ webhook: "b" }))).not.toBeNull();
    expect(room.isFull()).toBe(false);
  });

  it("asks for a place under each of its limits", () => {
    const room = createRoom({ concurrency: [limitedBy("webhook", 2), limitedBy("tenant", 3)] });
    const enter = (webhook: string, tenant: string) => room.enter(event({ webhook, tenant })) !== null;
    expect([enter("a", "t"), enter("a", "t"), enter("a", "t")]).toEqual([true, true, false]);
    expect([enter("b", "t"), enter("b", "t"), enter("c", "u")]).toEqual([true, false, true]);
    expect(room.taken().busyKeys).toEqual([["a"], ["t"]]);
  });

  it("a refused run takes no place under any limit", () => {
    const room = createRoom({ concurrency: [limitedBy("webhook", 1), limitedBy("tenant", 2)] });
    room.enter(event({ webhook: "a", tenant: "t" }));
    for (let i = 0; i < 5; i++) expect(room.enter(event({ webhook: "a", tenant: "t" }))).toBeNull();
    expect(room.enter(event({ webhook: "b", tenant: "t" }))).not.toBeNull();
  });

  it("a run that ended gives its place to the next", () => {
    const room = createRoom({ concurrency: [limitedBy("webhook", 1)] });
    const leave = room.enter(event({ webhook: "a" }));
    expect(room.enter(event({ webhook: "a" }))).toBeNull();
    leave?.();
    expect(room.taken()).toEqual({ running: [], busyKeys: [[]] });
    expect(room.enter(event({ webhook: "a" }))).not.toBeNull();
  });

  it("without a key the limit holds for all runs, and says that it is full", () => {
    const room = createRoom({ concurrency: [limited(2)] });
    const leave = room.enter(event());
    expect(room.isFull()).toBe(false);
    room.enter(event());
    expect(room.isFull()).toBe(true);
    expect(room.enter(event())).toBeNull();
    leave?.();
    expect(room.isFull()).toBe(false);
  });

  it("bounds the runs of a function without limits too", () => {
    const room = createRoom({ concurrency: [] });
    let entered = 0;
    while (entered < 1_000 && room.enter(event())) entered++;
    expect(entered).toBe(500);
    expect(room.isFull()).toBe(true);
  });

  it("names what runs", () => {
    const room = createRoom({ concurrency: [] });
    const [one, two, three] = [event(), event(), event()];
    const leave = room.enter(one, two);
    room.enter(three);
    expect(room.taken().running).toEqual([one, two, three]);
    leave?.();
    expect(room.taken().running).toEqual([three]);
  });
});
