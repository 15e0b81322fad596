import { describe, expect, it } from "vitest";
import { timelineOf } from "#features/playground/test-steps.ts";

const states = (...parameters: Parameters<typeof timelineOf>) => timelineOf(...parameters).map(({ state }) => state);

describe("timelineOf", () => {
  it("shows nothing as reached before the first phase", () => {
    expect(states([], null)).toEqual(["ahead", "ahead", "ahead", "ahead", "ahead"]);
  });

  it("shows the newest phase as under way, and those jumped over as done", () => {
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

  it("is all done once there is an answer, whatever it said", () => {
    expect(states([{ phase: "resolving", atMs: 0 }], "answered")).toEqual(["done", "done", "done", "done", "done"]);
  });
});
