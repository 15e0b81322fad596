import { IMMINENT_MS } from "#components/ui/time-text.ts";
import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";
import { capitalised, countOf, countText, waitingText } from "#features/count-text.ts";
import { diagnoseError } from "#features/deliveries/diagnose.ts";
import type { Sentence } from "#features/labels/sentence-text.tsx";

export type HealthNotice = {
  state: "failing" | "paused" | "off";
  tone: "warn" | "bad" | "calm";
  title: string;
  about: Sentence[];
  /** Explains the last failure to the owner. */
  problem: string | null;
  /** Warns before the webhook is turned off; null while that is far away. */
  warning: Sentence | null;
  step: "see_failures" | "try_now" | "turn_on" | null;
};

const WE_TURNED_IT_OFF = "We turned this webhook off";

const OFF_REASONS: Record<NonNullable<WebhookHealthView["disabledReason"]>, string> = {
  by_user: "You turned it off. Until you turn it on again, nothing is sent.",
  gone: "The receiver answered that it is gone for good (410). Ask whoever runs it before you turn this on again.",
  receiver_request: "The receiver asked us to stop sending. Ask whoever runs it before you turn this on again.",
  failing: "Nothing has got through for days. Until you turn it on again, nothing is sent.",
};

/** First warning level: half of the way to being turned off. */
const WARN_PERCENT = 50;

/** Explains a webhook's health and the next step to its owner; null for a healthy webhook. */
export const healthNotice = (health: WebhookHealthView, now: number): HealthNotice | null => {
  switch (health.health) {
    case "healthy":
      return null;
    case "failing":
      return failing(health, now);
    case "paused":
      return paused(health, now);
    case "disabled":
      return off(health);
  }
};

const failing = (health: WebhookHealthView, now: number): HealthNotice => ({
  state: "failing",
  tone: "warn",
  title:
    health.consecutiveFailures === 1
      ? "The last request did not get through"
      : `The last ${countText(health.consecutiveFailures)} requests did not get through`,
  about: [
    health.failingSince
      ? ["It began ", { at: health.failingSince, as: "ago" }, ". Nothing is lost: we try again by ourselves."]
      : ["Nothing is lost: we try again by ourselves."],
  ],
  problem: problemOf(health),
  warning: warningOf(health, now),
  step: "see_failures",
});

const paused = (health: WebhookHealthView, now: number): HealthNotice => ({
  state: "paused",
  tone: "bad",
  title: "Paused: nothing gets through",
  about: [
    [
      `We stopped sending because ${countOf(health.consecutiveFailures, "request")} in a row failed`,
      ...(health.failingSince ? [", the first of them ", { at: health.failingSince, as: "ago" } as const] : []),
      ".",
    ],
    health.waiting === 0
      ? ["Nothing is waiting. The next event will be the next try."]
      : [
          `${capitalised(waitingText(health.waiting))} ${health.waiting === 1 ? "is" : "are"} waiting; `,
          ...nextTry(health, now),
        ],
    ...(health.lastError ? [["Last tried ", { at: health.lastError.at, as: "ago" }, "."] as const] : []),
  ],
  problem: problemOf(health),
  warning: warningOf(health, now),
  step: health.waiting === 0 ? null : "try_now",
});

const nextTry = ({ nextProbeAt }: WebhookHealthView, now: number): Sentence =>
  nextProbeAt !== null && Date.parse(nextProbeAt) - now >= IMMINENT_MS
    ? ["next try ", { at: nextProbeAt, as: "ago" }, "."]
    : ["the next try is being made now."];

const off = (health: WebhookHealthView): HealthNotice => {
  const reason = health.disabledReason ?? "by_user";
  const isOurDoing = reason === "failing";
  return {
    state: "off",
    tone: reason === "by_user" ? "calm" : "bad",
    title: reason === "by_user" ? "This webhook is off" : WE_TURNED_IT_OFF,
    about: [
      isOurDoing && health.failingSince
        ? [
            "Nothing has got through since ",
            { at: health.failingSince, as: "day" },
            ". Until you turn it on again, nothing is sent.",
          ]
        : [OFF_REASONS[reason]],
    ],
    problem: isOurDoing ? problemOf(health) : null,
    warning: null,
    step: "turn_on",
  };
};

const problemOf = ({ lastError }: WebhookHealthView): string | null => {
  if (!lastError) return null;
  const { title, ownerText } = diagnoseError(lastError);
  return `${title}. ${ownerText}`;
};

const warningOf = ({ percent, disablesAt }: WebhookHealthView, now: number): Sentence | null => {
  if (percent < WARN_PERCENT || disablesAt === null) return null;
  return Date.parse(disablesAt) > now
    ? ["If nothing gets through by ", { at: disablesAt, as: "day" }, ", we turn it off."]
    : ["If the next tries fail too, we turn it off."];
};
