import { describe, expect, it } from "vitest";
import { timelineOf } from "#features/playground/test-steps.ts";

const states = (...parameters: Parameters<typeof timelineOf>) => timelineOf(...parameters).map(({ state }) => state);

describe("timelineOf", () => {
  it("shows no step as reached before the first phase", () => {
    expect(states([], null)).toEqual(["ahead", "ahead", "ahead", "ahead", "ahead"]);
  });

  it("shows the newest phase as running, and skipped phases as done", () => {
    expect(
      states(
        [
          { phase: "resolving", atMs: 0 },
          { phase: "sent", atMs: 4 },
        ],
        null,
      ),
    ).toEqual(["done", "done", "active", "ahead", "ahead"]);
  });

  it("shows where a test without an answer ended", () => {
    expect(
      states(
        [
          { phase: "resolving", atMs: 0 },
          { phase: "connecting", atMs: 4 },
        ],
        "unanswered",
      ),
    ).toEqual(["done", "broken", "ahead", "ahead", "ahead"]);
  });

  it("is complete once there is an answer, whatever its status", () => {
    expect(states([{ phase: "resolving", atMs: 0 }], "answered")).toEqual(["done", "done", "done", "done", "done"]);
  });
});
