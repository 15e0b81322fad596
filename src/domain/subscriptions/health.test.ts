import { describe, expect, it } from "vitest";
import {
  DISABLE_AFTER_MS,
  type HealthColumns,
  healthOf,
  nextHealth,
  percentToDisabled,
  probeDelayMs,
} from "#domain/subscriptions/health.ts";

const now = new Date("2026-11-10T10:00:00Z");
const ago = (share: number) => new Date(now.getTime() - share * DISABLE_AFTER_MS);
const healthy: HealthColumns = {
  active: true,
  consecutiveFailures: 0,
  failingSince: null,
  probes: null,
  warnedPercent: 0,
};
const failing = (changes: Partial<HealthColumns>): HealthColumns => ({
  ...healthy,
  failingSince: ago(0.01),
  ...changes,
});

let clock = now.getTime();
const results = (...outcomes: ("ok" | "fail" | "probe")[]) =>
  outcomes.map((outcome) => ({
    delivered: outcome === "ok",
    endedAt: new Date(clock++),
    isProbe: outcome === "probe",
  }));
const fails = (count: number) => results(...Array.from({ length: count }, () => "fail" as const));

it.each([
  [{ active: true, consecutiveFailures: 0, probes: null }, "healthy"],
  [{ active: true, consecutiveFailures: 1, probes: null }, "failing"],
  [{ active: true, consecutiveFailures: 5, probes: 0 }, "paused"],
  [{ active: false, consecutiveFailures: 0, probes: null }, "disabled"],
  [{ active: false, consecutiveFailures: 9, probes: 3 }, "disabled"],
] as const)("%j is %s", (row, health) => {
  expect(healthOf(row)).toBe(health);
});

describe("the breaker", () => {
  it.each([
    ["stays closed at four failures", healthy, fails(4), { probes: null, consecutiveFailures: 4 }, null, []],
    ["opens at five in a row", healthy, fails(5), { probes: 0, consecutiveFailures: 5 }, 30_000, ["opened"]],
    ["opens across groups", failing({ consecutiveFailures: 4 }), fails(1), { probes: 0 }, 30_000, ["opened"]],
    [
      "is not opened by failures with a success between",
      healthy,
      [...fails(4), ...results("ok"), ...fails(4)],
      { probes: null, consecutiveFailures: 4 },
      null,
      [],
    ],
    [
      "waits twice as long after a failed probe",
      failing({ consecutiveFailures: 5, probes: 0 }),
      results("probe"),
      { probes: 1 },
      60_000,
      [],
    ],
    [
      "is not moved by what was in flight when it opened",
      failing({ consecutiveFailures: 5, probes: 0 }),
      fails(3),
      { probes: 0, consecutiveFailures: 8 },
      null,
      [],
    ],
    [
      "closes on a success",
      failing({ consecutiveFailures: 7, probes: 2 }),
      results("ok"),
      { probes: null, consecutiveFailures: 0, failingSince: null },
      null,
      ["recovered"],
    ],
  ] as const)("%s", (_, before, group, columns, gateInMs, news) => {
    const next = nextHealth(before, group, now);
    expect(next).toMatchObject({ columns, gateInMs, news, disable: false });
  });

  it("spreads the waiting deliveries only when it closes", () => {
    expect(nextHealth(failing({ consecutiveFailures: 6, probes: 1 }), results("probe"), now).drain).toBe(false);
    expect(nextHealth(failing({ consecutiveFailures: 6, probes: 1 }), results("ok"), now).drain).toBe(true);
    expect(nextHealth(failing({ consecutiveFailures: 2 }), results("ok"), now).drain).toBe(false);
  });

  it("waits 30 s for the first probe, doubling to 15 min", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(probeDelayMs)).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000,
    ]);
  });

  it("counts attempts in the order of their end, not of their report", () => {
    const [ok] = results("ok");
    const later = fails(2);
    expect(nextHealth(failing({ consecutiveFailures: 3 }), ok ? [...later, ok] : [], now).columns).toMatchObject({
      consecutiveFailures: 2,
      probes: null,
    });
  });
});

describe("disabling", () => {
  it.each([
    ["long and often", failing({ consecutiveFailures: 9, failingSince: ago(1), probes: 3 }), true],
    ["long but seldom", failing({ consecutiveFailures: 8, failingSince: ago(3), probes: 3 }), false],
    ["often but not for long", failing({ consecutiveFailures: 900, failingSince: ago(0.49), probes: 3 }), false],
  ] as const)("failing %s: %s", (_, before, disable) => {
    expect(nextHealth(before, results("probe"), now).disable).toBe(disable);
  });

  it("never follows from sporadic failures, however many", () => {
    let columns: HealthColumns = healthy;
    for (let day = 0; day < 30; day++) {
      const at = new Date(now.getTime() + day * 86_400_000);
      const next = nextHealth(columns, [...fails(4), ...results("ok")], at);
      expect(next.disable).toBe(false);
      columns = { ...next.columns, active: true };
    }
  });

  it("gives one warning each at 50, 70 and 90 percent, and none twice after a jump", () => {
    const at = (share: number, warnedPercent: number) =>
      nextHealth(
        failing({ consecutiveFailures: 20, failingSince: ago(share), probes: 5, warnedPercent }),
        results("probe"),
        now,
      );
    expect(at(0.49, 0).news).toEqual([]);
    expect(at(0.5, 0)).toMatchObject({ news: [50], columns: { warnedPercent: 50 } });
    expect(at(0.6, 50).news).toEqual([]);
    expect(at(0.7, 50)).toMatchObject({ news: [70], columns: { warnedPercent: 70 } });
    expect(at(0.95, 0)).toMatchObject({ news: [90], columns: { warnedPercent: 90 } });
    expect(at(0.95, 90).news).toEqual([]);
    expect(at(1, 90)).toMatchObject({ news: ["disabled"], disable: true });
  });

  it("starts over after a success, and the next outage gives warnings again", () => {
    const back = nextHealth(
      failing({ consecutiveFailures: 20, failingSince: ago(0.8), warnedPercent: 70 }),
      results("ok"),
      now,
    );
    expect(back).toMatchObject({ news: ["recovered"], columns: { warnedPercent: 0, failingSince: null } });
  });

  it.each([
    [{ consecutiveFailures: 0, failingSince: null }, 0],
    [{ consecutiveFailures: 5, failingSince: ago(2) }, 50],
    [{ consecutiveFailures: 50, failingSince: ago(0.25) }, 25],
    [{ consecutiveFailures: 10, failingSince: ago(1) }, 100],
  ])("%j is %i percent of the way", (row, percent) => {
    expect(percentToDisabled(row, now)).toBe(percent);
  });
});
