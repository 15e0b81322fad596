import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { createStreamReads } from "#features/shell/stream-reads.ts";

/** What was read, in order. */
let done: string[];
let reads: ReturnType<typeof createStreamReads>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  done = [];
  reads = createStreamReads(
    {
      readRows: () => {
        done.push("rows");
        return 30;
      },
      readFigures: () => done.push("figures"),
    },
    Date.now,
  );
});

const pass = () => vi.advanceTimersByTime(60_000);

it("a stream that begins catches up once, and once more after each break", () => {
  reads.hear("connecting");
  reads.hear("live");
  pass();
  reads.hear("live");
  pass();
  expect(done).toEqual(["rows", "figures"]);
  reads.hear("connecting");
  reads.hear("live");
  pass();
  expect(done).toEqual(["rows", "figures", "rows", "figures"]);
});

it("changes are read as often as the limit allows, the last one too", () => {
  for (let count = 0; count < 10; count++) {
    reads.hear("changed");
    vi.advanceTimersByTime(100);
  }
  pass();
  expect(done.filter((what) => what === "rows")).toHaveLength(2);
});

it.each([
  ["is closed", () => reads.stop()],
  ["is over with its session", () => reads.hear("ended")],
  ["is left by a hidden page", () => reads.pause()],
])("no planned read happens after a stream that %s", (_, end) => {
  reads.hear("live");
  end();
  pass();
  expect(done).toEqual([]);
});

it("the stream after a closed one catches up, also where it is live at once", () => {
  reads.hear("live");
  reads.stop();
  reads.hear("live");
  pass();
  expect(done).toEqual(["rows", "figures"]);
});
