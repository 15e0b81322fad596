import { describe, expect, it } from "vitest";
import { attemptChanges, isUnchanged } from "#features/deliveries/attempt-changes.ts";

type Attempt = Parameters<typeof attemptChanges>[0];

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  durationMs: 40,
  request: { url: "https://hooks.example.com/a", headers: { "webhook-id": "evt_1", "webhook-timestamp": "1" } },
  response: { status: 503, headers: { server: "nginx", date: "now" }, body: "no", bodyTruncated: false },
  error: { code: "http_status", message: "" },
  ...changes,
});
const response = (changes: Partial<NonNullable<Attempt["response"]>>) => ({
  response: { status: 503, headers: { server: "nginx" }, body: "no", bodyTruncated: false, ...changes },
});

describe("attemptChanges", () => {
  it("says nothing of what differs each time by design", () => {
    const headers = {
      "webhook-id": "evt_1",
      "webhook-timestamp": "2",
      "webhook-signature": "v1,b",
      "X-MAIS-Signature": "c",
      "X-MAIS-Attempt": "2",
    };
    const after = attempt({
      durationMs: 60,
      request: { url: "https://hooks.example.com/a", headers },
      ...response({ headers: { server: "nginx", date: "later", "x-request-id": "9", "cf-ray": "7" } }),
    });
    expect(isUnchanged(attemptChanges(attempt(), after))).toBe(true);
  });

  it("names another status, another error, and a response after none", () => {
    const outcome = (before: Attempt, after: Attempt) => attemptChanges(before, after).outcome;
    const none = attempt({ response: null, error: { code: "timeout", message: "" } });
    expect(outcome(attempt(), attempt(response({ status: 200 })))).toEqual({ before: "503", after: "200" });
    expect(outcome(none, attempt())).toEqual({ before: "timeout", after: "503" });
    expect(outcome(none, none)).toBeNull();
  });

  it("compares bodies only while both are stored", () => {
    expect(attemptChanges(attempt(), attempt(response({ body: "yes" }))).body).toEqual({ before: "no", after: "yes" });
    expect(attemptChanges(attempt(), attempt(response({ body: null }))).body).toBeNull();
  });

  it.each([
    [40, 4_000, 3_960],
    [4_000, 40, -3_960],
    [40, 130, null],
    [1_000, 1_900, null],
    [null, 100, null],
  ])("from %s ms to %s ms tells %s", (before, after, difference) => {
    expect(attemptChanges(attempt({ durationMs: before }), attempt({ durationMs: after })).durationMs).toBe(difference);
  });

  it("names another URL and headers that came, went or changed", () => {
    const changes = attemptChanges(
      attempt(),
      attempt({
        request: { url: "https://hooks.example.com/b", headers: { "webhook-id": "evt_1", "x-own": "1" } },
        ...response({ headers: { server: "caddy", constructor: "odd" } }),
      }),
    );
    expect(changes.url).toEqual({ before: "https://hooks.example.com/a", after: "https://hooks.example.com/b" });
    expect(changes.requestHeaders).toEqual([{ name: "x-own", before: null, after: "1" }]);
    expect(changes.responseHeaders).toEqual([
      { name: "constructor", before: null, after: "odd" },
      { name: "server", before: "nginx", after: "caddy" },
    ]);
  });
});
