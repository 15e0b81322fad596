import { describe, expect, it } from "vitest";
import { streamPhases } from "#trpc/stream-phases.ts";

const clock = () => 0;

describe("streamPhases", () => {
  it("yields a phase while the work is still running", async () => {
    const gate = Promise.withResolvers<void>();
    const steps = streamPhases(async ({ onPhase }) => {
      onPhase("resolving");
      await gate.promise;
      onPhase("status");
      return "done";
    }, clock);
    expect((await steps.next()).value).toEqual({ type: "phase", phase: "resolving", atMs: 0 });
    gate.resolve();
    expect((await steps.next()).value).toEqual({ type: "phase", phase: "status", atMs: 0 });
    expect((await steps.next()).value).toEqual({ type: "result", result: "done" });
    expect((await steps.next()).done).toBe(true);
  });

  it("throws the error of the work, after the phases it reached", async () => {
    const steps = streamPhases(async ({ onPhase }) => {
      onPhase("resolving");
      throw new Error("broken");
    }, clock);
    expect((await steps.next()).value).toMatchObject({ phase: "resolving" });
    await expect(steps.next()).rejects.toThrow("broken");
  });
});
