import { describe, expect, it } from "vitest";
import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";
import type { Sentence } from "#features/labels/sentence-text.tsx";
import { healthNotice } from "#features/webhooks/health-notice.ts";

const NOW = Date.parse("2026-03-14T10:00:00.000Z");
const HOUR = 3_600_000;
const at = (offset: number) => new Date(NOW + offset).toISOString();

const failing: WebhookHealthView = {
  health: "failing",
  disabledReason: null,
  consecutiveFailures: 3,
  failingSince: at(-2 * HOUR),
  disablesAt: at(118 * HOUR),
  percent: 1,
  nextProbeAt: null,
  waiting: 12,
  lastError: { code: "http_status", message: "The receiver answered 500.", at: at(-60_000) },
};
const paused: WebhookHealthView = { ...failing, health: "paused", consecutiveFailures: 8, nextProbeAt: at(240_000) };
const off: WebhookHealthView = { ...failing, health: "disabled", disabledReason: "failing", waiting: 0 };

const words = (sentence: Sentence | null | undefined) =>
  sentence?.map((piece) => (typeof piece === "string" ? piece : `<${piece.as} ${piece.at}>`)).join("") ?? null;

describe("healthNotice", () => {
  it("says nothing for a healthy webhook", () => {
    expect(healthNotice({ ...failing, health: "healthy", consecutiveFailures: 0 }, NOW)).toBeNull();
  });

  it("gives the start, number and last error of failures in plain words", () => {
    const notice = healthNotice(failing, NOW);
    expect(notice).toMatchObject({ state: "failing", title: "The last 3 requests did not get through", warning: null });
    expect(words(notice?.about[0])).toContain(`began <ago ${failing.failingSince}>`);
    expect(notice?.problem).toMatch(/^The receiver has a problem\. /);
    expect(healthNotice({ ...failing, consecutiveFailures: 1 }, NOW)?.title).toBe(
      "The last request did not get through",
    );
  });

  it("gives the reason of a pause, the waiting number and the next try, and offers a try now", () => {
    const notice = healthNotice({ ...paused, waiting: 1_203 }, NOW);
    expect(words(notice?.about[0])).toContain("stopped sending because 8 requests in a row failed");
    expect(words(notice?.about[1])).toBe(`1,203 deliveries are waiting; next try <ago ${paused.nextProbeAt}>.`);
    expect(words(notice?.about[2]), "so that a try by hand is seen to have failed").toBe(
      `Last tried <ago ${paused.lastError?.at}>.`,
    );
    expect(notice?.step).toBe("try_now");
  });

  it("offers no try while no delivery waits", () => {
    const notice = healthNotice({ ...paused, waiting: 0 }, NOW);
    expect(notice?.step).toBeNull();
    expect(words(notice?.about[1])).toContain("Nothing is waiting");
  });

  it.each([null, at(-1_000), at(4_000)])("calls a due probe (%s) running", (nextProbeAt) => {
    expect(words(healthNotice({ ...paused, nextProbeAt, waiting: 1 }, NOW)?.about[1])).toBe(
      "1 delivery is waiting; the next try is being made now.",
    );
  });

  it.each([
    [49, null],
    [50, `If nothing gets through by <day ${failing.disablesAt}>, we turn it off.`],
    [71, `If nothing gets through by <day ${failing.disablesAt}>, we turn it off.`],
    [99, `If nothing gets through by <day ${failing.disablesAt}>, we turn it off.`],
  ])("warns at %d %% of the way to being turned off", (percent, warning) => {
    expect(words(healthNotice({ ...paused, percent }, NOW)?.warning)).toBe(warning);
    expect(words(healthNotice({ ...failing, percent }, NOW)?.warning)).toBe(warning);
  });

  it("names no moment that has passed", () => {
    const late = healthNotice({ ...paused, percent: 90, disablesAt: at(-1) }, NOW);
    expect(words(late?.warning)).toBe("If the next tries fail too, we turn it off.");
  });

  it.each([
    ["by_user", "calm", "This webhook is off", "You turned it off"],
    ["failing", "bad", "We turned this webhook off", `since <day ${off.failingSince}>`],
    ["gone", "bad", "We turned this webhook off", "410"],
    ["receiver_request", "bad", "We turned this webhook off", "asked us to stop"],
  ] as const)("says why a webhook is off (%s), and how to turn it on", (disabledReason, tone, title, reason) => {
    const notice = healthNotice({ ...off, disabledReason }, NOW);
    expect(notice).toMatchObject({ state: "off", tone, title, step: "turn_on" });
    expect(words(notice?.about[0])).toContain(reason);
  });
});
