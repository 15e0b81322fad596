import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { endAfter, stopMsMax } from "#supervisor/stop-deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a stop ends within 15 s by default, and later only for a longer attempt or drain", () => {
  expect(stopMsMax({ WEBHOOK_TIMEOUT: 10_000, drainMs: 5_000 })).toBe(13_000);
  expect(stopMsMax({ WEBHOOK_TIMEOUT: 60_000, drainMs: 0 })).toBe(63_000);
  expect(stopMsMax({ WEBHOOK_TIMEOUT: 10_000, drainMs: 30_000 })).toBe(38_000);
});

it.each([
  ["leases are released", async () => {}, 0],
  ["leases cannot be released", () => Promise.reject(new Error("away")), 0],
  ["the database is silent", () => new Promise<void>(() => {}), 2_000],
])("a stop that hangs ends the process when %s", async (_, give, waitMs) => {
  const release = vi.fn(give);
  const exit = vi.fn();
  endAfter(13_000, { release, exit, log: () => {} });
  await vi.advanceTimersByTimeAsync(12_999);
  expect(release).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1 + waitMs);
  expect(release).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalled();
});
