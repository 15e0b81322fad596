import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showProgress } from "#supervisor/bootstrap/show-progress.mjs";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const streamOf = (isTTY: boolean) => {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) > 0 };
  return { written, stream };
};

it("a log gets a line every ten seconds with step and duration, and one at the end", () => {
  const { written, stream } = streamOf(false);
  const end = showProgress("Building", { detail: () => "compiling", stream });
  vi.advanceTimersByTime(25_000);
  end();
  end();
  expect(written).toEqual([
    "Building · compiling · 0 s\n",
    "Building · compiling · 10 s\n",
    "Building · compiling · 20 s\n",
    "Building · done in 25 s\n",
  ]);
});

it("a terminal shows one line, which counts seconds and never wraps", () => {
  const { written, stream } = streamOf(true);
  const end = showProgress("Building", { detail: () => "x".repeat(80), stream });
  vi.advanceTimersByTime(1_000);
  end();
  expect(written).toHaveLength(4);
  expect(written.slice(0, 2).every((text) => text.startsWith("\r\x1b[2KBuilding") && !text.includes("\n"))).toBe(true);
  expect(Math.max(...written.slice(0, 2).map((text) => text.length - "\r\x1b[2K".length))).toBe(39);
  expect(written.slice(2)).toEqual(["\r\x1b[2K", "Building · done in 1 s\n"]);
});

it("a failed step has no final line", () => {
  const { written, stream } = streamOf(false);
  showProgress("Building", { stream })(false);
  expect(written).toEqual(["Building · 0 s\n"]);
});
