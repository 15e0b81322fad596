import { describe, expect, it } from "vitest";
import { classifyOutcome } from "#engine/attempt/classify-outcome.ts";
import { nextState, type StateBefore } from "#engine/record/next-state.ts";

const now = new Date("2026-11-01T10:00:00Z");
const day = 24 * 60 * 60 * 1_000;
const rules = { now, random: 0, retryCount: 5, retryWindowMs: day };
const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
const answer = (status: number, headers: Record<string, string> = {}) =>
  classifyOutcome(
    {
      timings,
      durationMs: 1,
      error: null,
      response: { status, headers, body: new Uint8Array(), bodyTruncated: false },
    },
    now,
  );
const stateBefore = (changes: Partial<StateBefore> = {}): StateBefore => ({
  status: "pending",
  failures: 0,
  trigger: "automatic",
  createdAt: now,
  ...changes,
});

describe("outcome of an attempt", () => {
  it.each([200, 201, 204, 299])("%i is delivered", (status) => {
    expect(nextState(stateBefore(), answer(status), rules)).toMatchObject({ status: "delivered", dueInMs: null });
  });

  it.each([301, 302, 307, 308])("%i is a failure that is not followed", (status) => {
    const classified = answer(status, { location: "https://elsewhere.example.com" });
    expect(classified).toMatchObject({ kind: "failed", error: { code: "redirect_not_followed" } });
    expect(nextState(stateBefore(), classified, rules)).toMatchObject({ status: "retrying", failures: 1 });
  });

  it.each([400, 401, 403, 404, 429, 500, 502, 503])("%i is a failure that is retried", (status) => {
    expect(nextState(stateBefore(), answer(status), rules)).toMatchObject({
      status: "retrying",
      reason: "http_status",
    });
  });

  it("410 ends the delivery at once", () => {
    expect(nextState(stateBefore(), answer(410), rules)).toMatchObject({
      status: "failed",
      reason: "gone",
      dueInMs: null,
    });
  });

  it("the sixth failure ends the delivery, the fifth does not", () => {
    expect(nextState(stateBefore({ status: "retrying", failures: 4 }), answer(500), rules).status).toBe("retrying");
    expect(nextState(stateBefore({ status: "retrying", failures: 5 }), answer(500), rules)).toMatchObject({
      status: "failed",
      failures: 6,
      dueInMs: null,
    });
  });

  it("Retry-After moves the next attempt later, never earlier, at most to the end of the window", () => {
    const base = nextState(stateBefore(), answer(503), rules).dueInMs;
    expect(nextState(stateBefore(), answer(503, { "retry-after": "1" }), rules).dueInMs).toBe(base);
    expect(nextState(stateBefore(), answer(429, { "retry-after": "3600" }), rules).dueInMs).toBe(3_600_000);
    expect(nextState(stateBefore(), answer(503, { "retry-after": "9999999" }), rules).dueInMs).toBe(day);
    expect(nextState(stateBefore(), answer(500, { "retry-after": "3600" }), rules).dueInMs).toBe(base);
  });
});

describe("resend", () => {
  const manual = (status: StateBefore["status"], failures = 6) => stateBefore({ status, failures, trigger: "manual" });

  it("replaces a waiting retry and counts as that failure", () => {
    expect(nextState(manual("retrying", 2), answer(500), rules)).toMatchObject({ status: "retrying", failures: 3 });
  });

  it("after a final state never starts retries", () => {
    expect(nextState(manual("failed"), answer(500), rules)).toMatchObject({ status: "failed", dueInMs: null });
    expect(nextState(manual("canceled", 0), answer(500), rules)).toMatchObject({ status: "failed", dueInMs: null });
    expect(nextState(manual("failed"), answer(200), rules)).toMatchObject({ status: "delivered" });
  });

  it("a delivered delivery stays delivered", () => {
    for (const status of [200, 410, 500])
      expect(nextState(manual("delivered", 0), answer(status), rules)).toMatchObject({
        status: "delivered",
        dueInMs: null,
      });
  });
});

it("a test is never retried", () => {
  expect(nextState(stateBefore({ trigger: "test" }), answer(500), rules)).toMatchObject({
    status: "failed",
    dueInMs: null,
  });
});
