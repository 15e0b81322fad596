import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";
import { PageFacts } from "#features/texts/page-facts.tsx";
import { translatorOf } from "#features/texts/translator-of.ts";
import { uiEn } from "#features/texts/ui-en.ts";
import { healthNotice } from "#features/webhooks/overview/health-notice.tsx";

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

const noticeOf = (health: WebhookHealthView) =>
  healthNotice(health, {
    now: NOW,
    t: translatorOf("webhooks.notice"),
    waitingText: (count) => `${count} deliveries`,
  });

const words = (node: ReactNode): string =>
  renderToStaticMarkup(
    <PageFacts locale="en" timeZone="UTC" now={NOW} messages={{ ui: uiEn }}>
      {node}
    </PageFacts>,
  ).replaceAll(/<[^>]+>/g, "");

const about = (health: WebhookHealthView) => noticeOf(health)?.about.map(words);

describe("healthNotice", () => {
  it("says nothing for a healthy webhook", () => {
    expect(noticeOf({ ...failing, health: "healthy", consecutiveFailures: 0 })).toBeNull();
  });

  it("gives the number and the start of failures", () => {
    expect(noticeOf(failing)).toMatchObject({ state: "failing", title: "The last 3 requests failed", warning: null });
    expect(about(failing)).toEqual(["Failing since 2 hours ago. Nothing is lost: we try again automatically."]);
    expect(noticeOf({ ...failing, consecutiveFailures: 1 })?.title).toBe("The last request failed");
  });

  it("gives the reason of a pause, the waiting number, the next check and the last attempt, and offers a try now", () => {
    expect(noticeOf(paused)).toMatchObject({ title: "Paused after 8 failed requests", step: "try_now" });
    expect(about(paused)).toEqual([
      "Failing since 2 hours ago.",
      "12 deliveries on hold. Nothing is lost.",
      "Next automatic check in 4 minutes.",
      "Last attempt 1 minute ago.",
    ]);
  });

  it("offers no try while no delivery waits", () => {
    expect(noticeOf({ ...paused, waiting: 0 })?.step).toBeNull();
    expect(about({ ...paused, waiting: 0 })).toContain("Nothing is waiting. The next event is sent as a check.");
  });

  it.each([null, at(-1_000), at(4_000)])("calls a due check (%s) running", (nextProbeAt) => {
    expect(about({ ...paused, nextProbeAt })).toContain("We are checking right now.");
  });

  it.each([
    [49, ""],
    [50, "If all requests fail until Thu, Mar 19, 08:00, we turn this webhook off."],
    [99, "If all requests fail until Thu, Mar 19, 08:00, we turn this webhook off."],
  ])("warns at %d %% of the way to being turned off", (percent, warning) => {
    expect(words(noticeOf({ ...paused, percent })?.warning)).toBe(warning);
    expect(words(noticeOf({ ...failing, percent })?.warning)).toBe(warning);
  });

  it("names no moment that has passed", () => {
    const late = noticeOf({ ...paused, percent: 90, disablesAt: at(-1) });
    expect(words(late?.warning)).toBe("If the next checks fail too, we turn this webhook off.");
  });

  it.each([
    ["by_user", "calm", "This webhook is off", "until you turn it on again"],
    ["failing", "bad", "We turned this webhook off", "All requests have failed since Sat, Mar 14, 08:00"],
    ["gone", "bad", "We turned this webhook off", "410"],
    ["receiver_request", "bad", "We turned this webhook off", "asked us to stop"],
  ] as const)("says why a webhook is off (%s), and how to turn it on", (disabledReason, tone, title, reason) => {
    const health = { ...off, disabledReason };
    expect(noticeOf(health)).toMatchObject({ state: "off", tone, title, step: "turn_on" });
    expect(about(health)?.join()).toContain(reason);
  });
});
