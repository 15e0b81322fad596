import { describe, expect, it } from "vitest";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { deliveryLine } from "#features/deliveries/delivery-line.ts";

const CREATED = Date.parse("2026-03-14T10:00:00.000Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (ms: number) => new Date(CREATED + ms).toISOString();

const attempt = (number: number, ms: number, changes: Partial<AttemptView> = {}): AttemptView => ({
  id: `att_${number}`,
  number,
  trigger: "automatic",
  requestedBy: null,
  startedAt: at(ms),
  durationMs: 100,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  request: { url: "https://hooks.example.com/", headers: {} },
  response: { status: 500, headers: {}, body: "", bodyTruncated: false },
  error: { code: "http_status", message: "" },
  resentOnNewConnection: false,
  certificate: null,
  ...changes,
});
const plan = (changes: Partial<DeliveryPlanView> = {}): DeliveryPlanView => ({
  attemptsMax: 6,
  failures: 0,
  windowMs: 24 * HOUR,
  isRunning: false,
  hold: null,
  upcoming: [],
  resendRefusal: null,
  ...changes,
});
const line = (attempts: AttemptView[], changes: Partial<DeliveryPlanView>, now = CREATED + 2 * MINUTE) =>
  deliveryLine({ createdAt: at(0), attempts }, plan(changes), now);
const kinds = (drawn: ReturnType<typeof line>) => drawn?.marks.map(({ kind }) => kind);

describe("deliveryLine", () => {
  it("draws nothing where one attempt tells everything", () => {
    expect(line([attempt(1, 20, { error: null })], {})).toBeNull();
    expect(line([], {})).toBeNull();
  });

  it("shows attempts, now, and the attempts to come up to the last", () => {
    const upcoming = [at(11 * MINUTE), at(57 * MINUTE), at(5 * HOUR), at(24 * HOUR)];
    const drawn = line([attempt(1, 20), attempt(2, 2 * MINUTE)], { failures: 2, upcoming }, CREATED + 3 * MINUTE);
    expect(kinds(drawn)).toEqual(["attempts", "attempts", "now", "planned", "planned", "planned", "planned"]);
    const planned = drawn?.marks.flatMap((mark) => (mark.kind === "planned" ? [[mark.number, mark.isExact]] : []));
    expect(planned).toEqual([
      [3, true],
      [4, false],
      [5, false],
      [6, false],
    ]);
    const places = drawn?.marks.map(({ x }) => x) ?? [];
    expect(places.at(-1)).toBe(1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("plans nothing while paused, and still spans the day", () => {
    const drawn = line([attempt(1, 20)], { hold: "paused", failures: 1 });
    expect(kinds(drawn)).toEqual(["attempts", "now"]);
    expect(drawn?.ticks.at(-1)).toEqual({ x: 1, ms: 24 * HOUR });
  });

  it("ends with the last attempt once the delivery is final", () => {
    const drawn = line([attempt(1, 20), attempt(2, 2 * MINUTE), attempt(3, 11 * MINUTE)], { failures: 3 });
    expect(kinds(drawn)).toEqual(["attempts", "attempts", "attempts"]);
    expect(drawn?.marks.at(-1)?.x).toBeCloseTo(1, 3);
  });

  it("reaches a manual resend days later, and clusters what lies too close", () => {
    const late = 72 * HOUR;
    const drawn = line(
      [attempt(1, 20), attempt(2, late), attempt(3, late + MINUTE, { error: null, trigger: "manual" })],
      {},
    );
    expect(drawn?.marks.map((mark) => mark.kind === "attempts" && [mark.tone, mark.attempts.length])).toEqual([
      ["bad", 1],
      ["ok", 2],
    ]);
  });

  it("shows an interruption as neither good nor bad", () => {
    const drawn = line([attempt(1, 20, { response: null, error: { code: "interrupted", message: "" } })], {
      upcoming: [at(MINUTE)],
    });
    expect(drawn?.marks[0]).toMatchObject({ tone: "calm" });
  });
});
