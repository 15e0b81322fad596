import { setImmediate } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import type { Sql } from "#domain/context.ts";
import { type AttemptResult, createRecorder, type Recorded } from "#engine/record/record-results.ts";

const result = (attemptId: string) =>
  ({
    claimed: { attemptId, deliveryId: attemptId, subscriptionId: "wh_1", tenantId: "t", number: 1, trace: null },
    requestHeaders: {},
    outcome: { response: null, timings: {}, durationMs: 1 },
    endedAt: new Date(),
    delivered: true,
    error: null,
    disable: null,
    after: { status: "delivered", reason: null, failures: 0, dueInMs: null },
  }) as unknown as AttemptResult;

/** Recorder whose first statement ends with `release`. `groups` has the ids of each statement. */
const recorderOf = () => {
  const groups: string[][] = [];
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const sql = (async (_text: string, [ids]: [string[]]) => {
    groups.push(ids);
    begun.resolve();
    if (groups.length === 1) await released.promise;
    return ids.map((attemptId) => ({ attemptId, dueAt: null, isFailing: false }));
  }) as unknown as Sql;
  const recorder = createRecorder({
    sql,
    publish: () => {},
    clock: () => new Date(),
    bodyPacking: { isOn: () => false },
  } as unknown as Parameters<typeof createRecorder>[0]);
  return { recorder, groups, begun: begun.promise, release: released.resolve };
};

afterEach(() => void vi.useRealTimers());

it("few results that end while others are written share the next statement, and the one after them waits for nobody", async () => {
  const { recorder, groups, begun, release } = recorderOf();
  const first = recorder.record(result("att_1"));
  await begun;
  const others: Promise<Recorded>[] = [];
  for (const id of ["att_2", "att_3", "att_4"]) {
    others.push(recorder.record(result(id)));
    await setImmediate();
  }
  release();
  expect(await Promise.all([first, ...others])).toEqual(Array(4).fill({ applied: true, dueAt: null }));
  await setImmediate();
  const last = recorder.record(result("att_5"));
  await setImmediate();
  expect(groups).toEqual([["att_1"], ["att_2", "att_3", "att_4"], ["att_5"]]);
  await last;
});

it("a second statement begins beside a slow one when a result waited for 50 ms", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const { recorder, groups, begun, release } = recorderOf();
  const first = recorder.record(result("att_1"));
  await begun;
  vi.advanceTimersByTime(20);
  const second = recorder.record(result("att_2"));
  vi.advanceTimersByTime(49);
  expect(groups).toEqual([["att_1"]]);
  vi.advanceTimersByTime(1);
  expect(groups).toEqual([["att_1"], ["att_2"]]);
  release();
  await Promise.all([first, second]);
});
