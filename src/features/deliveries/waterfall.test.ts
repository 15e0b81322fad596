import { describe, expect, it } from "vitest";
import { type ReachedPhase, runningWaterfall, type Waterfall, waterfallOf } from "#features/deliveries/waterfall.ts";

const none = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
const OK = { status: 200, headers: {}, body: "ok", bodyTruncated: false };
type Attempt = Parameters<typeof waterfallOf>[0];

const attempt = (changes: Partial<Attempt>): Attempt => ({
  timings: none,
  durationMs: 100,
  response: OK,
  error: null,
  request: { url: "https://hooks.example.com/" },
  ...changes,
});
const failed = (code: NonNullable<Attempt["error"]>["code"], changes: Partial<Attempt> = {}) =>
  waterfallOf(attempt({ response: null, error: { code, message: "" }, durationMs: 10_000, ...changes }));

const states = ({ rows }: Waterfall) => rows.map(({ state }) => state);
const durations = ({ rows }: Waterfall) => rows.map(({ ms }) => ms);

describe("a finished attempt", () => {
  it("places its steps one after another, and the rest is reading the response", () => {
    const waterfall = waterfallOf(attempt({ timings: { dnsMs: 5, connectMs: 10, tlsMs: 15, firstByteMs: 50 } }));
    expect(states(waterfall)).toEqual(["done", "done", "done", "done", "done"]);
    expect(waterfall.rows.map(({ startMs, ms }) => [startMs, ms])).toEqual([
      [0, 5],
      [5, 10],
      [15, 15],
      [30, 50],
      [80, 20],
    ]);
    expect(waterfall.totalMs).toBe(100);
  });

  it("says why a step was not needed", () => {
    const reasons = (changes: Partial<Attempt>) => waterfallOf(attempt(changes)).rows.map(({ skipped }) => skipped);
    expect(reasons({ timings: { ...none, firstByteMs: 9 } })).toEqual(["literal", "reused", "reused", null, null]);
    expect(
      reasons({ timings: { ...none, connectMs: 1, firstByteMs: 9 }, request: { url: "http://127.0.0.1/" } }),
    ).toEqual(["literal", null, "plain", null, null]);
  });

  it("has no negative step when the measured parts exceed the rounded total", () => {
    const { rows, totalMs } = waterfallOf(attempt({ timings: { ...none, firstByteMs: 29.6 }, durationMs: 29 }));
    expect(totalMs).toBe(29.6);
    expect(rows.at(-1)?.ms).toBe(0);
  });
});

describe("an attempt that ran into a limit", () => {
  it.each([
    ["the lookup", "dns_error", { ...none, dnsMs: 5_000 }, 0, 5_000],
    ["the connection", "connect_timeout", { ...none, dnsMs: 4 }, 1, 9_996],
    ["the handshake", "connect_timeout", { ...none, dnsMs: 4, connectMs: 6 }, 2, 9_990],
    ["the wait", "timeout", { dnsMs: 4, connectMs: 6, tlsMs: 10, firstByteMs: null }, 3, 9_980],
  ] as const)("at %s carries the time at this step", (_, code, timings, place, ms) => {
    const waterfall = failed(code, { timings });
    expect(states(waterfall)[place]).toBe("failed");
    expect(durations(waterfall)[place]).toBe(ms);
    expect(states(waterfall).slice(place + 1)).toEqual(Array(4 - place).fill("ahead"));
    expect(waterfall.totalMs).toBe(10_000);
  });

  it("while it read the response counts as responded", () => {
    const waterfall = waterfallOf(
      attempt({ timings: { ...none, firstByteMs: 50 }, durationMs: 2_050, response: { ...OK, bodyTruncated: true } }),
    );
    expect(waterfall.rows.at(-1)).toMatchObject({ state: "done", ms: 2_000 });
  });
});

describe("an attempt that failed early", () => {
  it.each([
    ["blocked_address", none, "https:", 0],
    ["connection_refused", none, "https:", 1],
    ["tls_error", { ...none, connectMs: 3 }, "https:", 2],
    ["connection_reset", { ...none, connectMs: 3 }, "https:", 2],
    ["connection_reset", { ...none, connectMs: 3 }, "http:", 3],
    ["connection_reset", none, "https:", 3],
    ["invalid_response", { ...none, connectMs: 3, tlsMs: 2 }, "https:", 3],
  ] as const)("with %s after %o over %s shows the step", (code, timings, scheme, place) => {
    const waterfall = failed(code, { timings, request: { url: `${scheme}//hooks.example.com/` } });
    expect(states(waterfall).indexOf("failed")).toBe(place);
  });
});

describe("a running attempt", () => {
  const phase = (name: ReachedPhase["phase"], atMs: number): ReachedPhase => ({ phase: name, atMs });

  it("has no step before the first phase", () => {
    expect(states(runningWaterfall([], 50))).toEqual(Array(5).fill("ahead"));
  });

  it("counts from the first phase, and the newest step goes on counting", () => {
    const reached = [phase("resolving", 30), phase("connecting", 34), phase("securing", 44)];
    const waterfall = runningWaterfall(reached, 500);
    expect(states(waterfall)).toEqual(["done", "done", "running", "ahead", "ahead"]);
    expect(durations(waterfall)).toEqual([4, 10, 500, null, null]);
    expect(waterfall.totalMs).toBe(514);
  });

  it("skips what an open connection needs no more", () => {
    const waterfall = runningWaterfall([phase("resolving", 0), phase("sent", 2)], 8);
    expect(states(waterfall)).toEqual(["done", "skipped", "skipped", "running", "ahead"]);
  });

  it("reads the response from its head on", () => {
    const waterfall = runningWaterfall(
      [phase("resolving", 0), phase("sent", 2), phase("status", 9), phase("body", 11)],
      1,
    );
    expect(waterfall.rows.at(-1)).toMatchObject({ state: "running", startMs: 9, ms: 3 });
  });
});
