import type { ReactNode } from "react";
import { DayTime, Time } from "#components/ui/time.tsx";
import { IMMINENT_MS } from "#components/ui/time-text.ts";
import type { WebhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";
import type { Translate } from "#features/translate.ts";

export type HealthNotice = {
  state: "failing" | "paused" | "off";
  tone: "warn" | "bad" | "calm";
  title: string;
  about: ReactNode[];
  /** Warns before the webhook is turned off; null while that is far away. */
  warning: ReactNode;
  step: "see_failures" | "try_now" | "turn_on" | null;
};

type T = Translate<"webhooks.notice">;
type Context = { now: number; t: T; waitingText: (count: number) => string };

/** First warning level: half of the way to being turned off. */
const WARN_PERCENT = 50;

/** Explains a webhook's health and the next step to its owner; null for a healthy webhook. */
export const healthNotice = (health: WebhookHealthView, context: Context): HealthNotice | null => {
  switch (health.health) {
    case "healthy":
      return null;
    case "failing":
      return failing(health, context);
    case "paused":
      return paused(health, context);
    case "disabled":
      return off(health, context);
  }
};

const ago = (at: string) => () => <Time key={at} at={at} className="whitespace-nowrap" />;
const day = (at: string) => () => <DayTime key={at} at={at} className="whitespace-nowrap" />;

const failing = (health: WebhookHealthView, context: Context): HealthNotice => {
  const { t } = context;
  const { failingSince, consecutiveFailures: count } = health;
  return {
    state: "failing",
    tone: "warn",
    title: t("failingTitle", { count }),
    about: [failingSince ? t.rich("failingAbout", { since: ago(failingSince) }) : t("failingAboutUnknown")],
    warning: warningOf(health, context),
    step: "see_failures",
  };
};

const paused = (health: WebhookHealthView, context: Context): HealthNotice => {
  const { t, waitingText } = context;
  const { failingSince, waiting, lastError, consecutiveFailures: count } = health;
  return {
    state: "paused",
    tone: "bad",
    title: t("pausedTitle", { count }),
    about: [
      ...(failingSince ? [t.rich("pausedSince", { since: ago(failingSince) })] : []),
      ...(waiting === 0
        ? [t("pausedEmpty")]
        : [t("pausedWaiting", { waiting: capital(waitingText(waiting)) }), nextCheck(health, context)]),
      // Shows that a try by hand has failed.
      ...(lastError ? [t.rich("lastTried", { at: ago(lastError.at) })] : []),
    ],
    warning: warningOf(health, context),
    step: waiting === 0 ? null : "try_now",
  };
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const nextCheck = ({ nextProbeAt }: WebhookHealthView, { now, t }: Context): ReactNode =>
  nextProbeAt !== null && Date.parse(nextProbeAt) - now >= IMMINENT_MS
    ? t.rich("nextCheck", { at: ago(nextProbeAt) })
    : t("checking");

const off = (health: WebhookHealthView, { t }: Context): HealthNotice => {
  const reason = health.disabledReason ?? "by_user";
  return {
    state: "off",
    tone: reason === "by_user" ? "calm" : "bad",
    title: reason === "by_user" ? t("offTitle") : t("turnedOffTitle"),
    about: [
      reason === "failing" && health.failingSince
        ? t.rich("offFailingSince", { since: day(health.failingSince) })
        : t(`off.${reason}`),
    ],
    warning: null,
    step: "turn_on",
  };
};

const warningOf = ({ percent, disablesAt }: WebhookHealthView, { now, t }: Context): ReactNode => {
  if (percent < WARN_PERCENT || disablesAt === null) return null;
  return Date.parse(disablesAt) > now ? t.rich("warnBy", { at: day(disablesAt) }) : t("warnSoon");
};
