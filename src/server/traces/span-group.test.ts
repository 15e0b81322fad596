import { expect, it, vi } from "vitest";
import { createSpanGroup } from "#server/traces/span-group.ts";

const LONG_MS = 3_600_000;

const groupOf = (options: { countMax: number; waitMs: number }) => {
  const onEnd = vi.fn<() => void>();
  return { onEnd, ...createSpanGroup({ ...options, onEnd }) };
};

it("a full group ends at once, and the next one begins empty", () => {
  const { onEnd, add } = groupOf({ countMax: 2, waitMs: LONG_MS });
  add();
  expect(onEnd).not.toHaveBeenCalled();
  add();
  add();
  expect(onEnd).toHaveBeenCalledTimes(1);
  add();
  expect(onEnd).toHaveBeenCalledTimes(2);
});

it("a group that does not fill ends after its time, each time", async () => {
  const { onEnd, add } = groupOf({ countMax: 100, waitMs: 1 });
  add();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledTimes(1));
  add();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledTimes(2));
});

it("a group that is ended early ends once, and an empty one never", () => {
  const { onEnd, add, end } = groupOf({ countMax: 100, waitMs: LONG_MS });
  end();
  add();
  end();
  end();
  expect(onEnd).toHaveBeenCalledTimes(1);
});
