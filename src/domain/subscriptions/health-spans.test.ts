import { describe, expect, it } from "vitest";
import { healthSpans, type RecordedChange } from "#domain/subscriptions/health-spans.ts";

const HOUR = 3_600_000;
const SINCE = Date.parse("2026-03-01T00:00:00Z");
const at = (hours: number) => SINCE + hours * HOUR;
const change = (hours: number, kind: RecordedChange["kind"], failingHours?: number): RecordedChange => ({
  at: at(hours),
  kind,
  failingSince: failingHours === undefined ? null : at(failingHours),
});
const healthy = { since: SINCE, now: at(100), health: "healthy", failingSince: null } as const;

const shown = (changes: RecordedChange[], window: Parameters<typeof healthSpans>[1] = healthy) =>
  healthSpans(changes, window).map(
    ({ health, from, to }) => `${health} ${(Date.parse(from) - SINCE) / HOUR}–${(Date.parse(to) - SINCE) / HOUR}`,
  );

describe("healthSpans", () => {
  it("is one span without a change", () => expect(shown([])).toEqual(["healthy 0–100"]));

  it("shows failures that led to a pause, the pause and the recovery", () => {
    expect(shown([change(10, "paused", 8), change(20, "recovered", 8)])).toEqual([
      "healthy 0–8",
      "failing 8–10",
      "paused 10–20",
      "healthy 20–100",
    ]);
  });

  it("knows what came before the window from the first change in it", () => {
    expect(shown([change(5, "enabled")])).toEqual(["disabled 0–5", "healthy 5–100"]);
    expect(shown([change(5, "recovered")])).toEqual(["paused 0–5", "healthy 5–100"]);
    expect(shown([change(5, "paused", -3)], { ...healthy, health: "paused" })).toEqual(["failing 0–5", "paused 5–100"]);
  });

  it("joins a pause and its later warnings, and ends them with the switch-off", () => {
    const off = { ...healthy, health: "disabled" } as const;
    expect(shown([change(10, "paused", 9), change(50, "paused", 9), change(90, "disabled")], off)).toEqual([
      "healthy 0–9",
      "failing 9–10",
      "paused 10–90",
      "disabled 90–100",
    ]);
  });

  it("ends a pause with a new URL, but not a switch-off", () => {
    expect(shown([change(10, "paused", 10), change(20, "new_url")])).toEqual([
      "healthy 0–10",
      "paused 10–20",
      "healthy 20–100",
    ]);
    const off = { ...healthy, health: "disabled" } as const;
    expect(shown([change(10, "disabled"), change(20, "new_url")], off)).toEqual(["healthy 0–10", "disabled 10–100"]);
  });

  it("ends with the present state, also where no change was recorded", () => {
    const failing = { ...healthy, health: "failing", failingSince: at(95) } as const;
    expect(shown([], failing)).toEqual(["healthy 0–95", "failing 95–100"]);
    expect(shown([change(10, "paused", 9), change(20, "recovered", 9)], failing).at(-1)).toBe("failing 95–100");
    expect(shown([], { ...failing, health: "paused" })).toEqual(["healthy 0–95", "paused 95–100"]);
  });
});
