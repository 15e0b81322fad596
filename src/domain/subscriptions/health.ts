import { DRAIN_PER_SECOND } from "#domain/fairness.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

const DAY_MS = 86_400_000;

/** Failures in a row that pause a webhook, which then gets probes only. */
export const FAILURES_TO_PAUSE = 5;
const PROBE_MS = { first: 30_000, max: 15 * 60_000 };
/** Failing time that disables a webhook, with `FAILURES_TO_DISABLE`. */
export const DISABLE_AFTER_MS = 5 * DAY_MS;
export const FAILURES_TO_DISABLE = 10;
export const WARNINGS = [50, 70, 90] as const;

/** SQL: when the due deliveries of subscription `s` are sent at the drain rate. */
export const drainingUntil = (s: string): string =>
  `now() + interval '1 second' / ${DRAIN_PER_SECOND} * (
      SELECT count(*) FROM webhook_delivery d WHERE d.subscription_id = ${s}.id AND d.due_at <= now())`;

/** `probes`: null = not paused, else failed probes since the pause began. */
export type HealthColumns = {
  active: boolean;
  consecutiveFailures: number;
  failingSince: Date | null;
  probes: number | null;
  warnedPercent: number;
};

export type HealthResult = { delivered: boolean; endedAt: Date; isProbe: boolean };

/** Changes that become operational events. `opened`: the pause began. */
export type HealthChange = "opened" | "recovered" | "disabled" | (typeof WARNINGS)[number];

/** `gateInMs`: delay of the next probe; null keeps the gate. */
export type NextHealth = {
  columns: Omit<HealthColumns, "active">;
  gateInMs: number | null;
  drain: boolean;
  disable: boolean;
  news: HealthChange[];
};

export const healthOf = (
  row: Pick<HealthColumns, "active" | "consecutiveFailures" | "probes">,
): WebhookView["health"] => {
  if (!row.active) return "disabled";
  if (row.probes !== null) return "paused";
  return row.consecutiveFailures > 0 ? "failing" : "healthy";
};

export const unknownHealth = {
  consecutiveFailures: 0,
  failingSince: null,
  probes: null,
  gateAt: null,
  drainingUntil: null,
  warnedPercent: 0,
} as const;

/** Forgets the last failure: it was of another URL. */
export const noLastFailure = {
  lastFailureAttemptId: null,
  lastFailureDeliveryId: null,
  lastFailureAt: null,
  lastFailureHttpStatus: null,
  lastFailureErrorCode: null,
  lastFailureMessage: null,
} as const;

/** Takes the smaller share of time and failures. */
export const percentToDisabled = (
  { consecutiveFailures, failingSince }: Pick<HealthColumns, "consecutiveFailures" | "failingSince">,
  now: Date,
): number => {
  if (!failingSince) return 0;
  const byTime = (now.getTime() - failingSince.getTime()) / DISABLE_AFTER_MS;
  return Math.floor(Math.max(0, Math.min(1, byTime, consecutiveFailures / FAILURES_TO_DISABLE)) * 100);
};

/** Doubles from 30 s to 15 min. */
export const probeDelayMs = (probes: number): number =>
  Math.min(PROBE_MS.first * 2 ** Math.min(probes, 20), PROBE_MS.max);

/**
 * Counts results by their end. A success resets failures and ends the pause. Only a failed probe delays the next
 * probe: other attempts began before the pause.
 */
export const nextHealth = (before: HealthColumns, results: readonly HealthResult[], now: Date): NextHealth => {
  let { consecutiveFailures, failingSince, probes, warnedPercent } = before;
  let gateInMs: number | null = null;
  let drain = false;
  const news: HealthChange[] = [];

  for (const { delivered, endedAt, isProbe } of results.toSorted((a, b) => a.endedAt.getTime() - b.endedAt.getTime())) {
    if (delivered) {
      if (probes !== null) drain = true;
      if (probes !== null || warnedPercent > 0) news.push("recovered");
      consecutiveFailures = 0;
      failingSince = null;
      probes = null;
      warnedPercent = 0;
      gateInMs = null;
      continue;
    }
    consecutiveFailures++;
    failingSince ??= endedAt;
    if (probes === null && consecutiveFailures >= FAILURES_TO_PAUSE) {
      probes = 0;
      drain = false;
      gateInMs = probeDelayMs(probes);
      news.push("opened");
    } else if (probes !== null && isProbe) {
      probes++;
      gateInMs = probeDelayMs(probes);
    }
  }
  const percent = percentToDisabled({ consecutiveFailures, failingSince }, now);
  const disable = before.active && percent >= 100;
  const warning = disable ? undefined : WARNINGS.findLast((level) => level <= percent && level > warnedPercent);
  if (warning) {
    warnedPercent = warning;
    news.push(warning);
  }
  if (disable) news.push("disabled");
  return { columns: { consecutiveFailures, failingSince, probes, warnedPercent }, gateInMs, drain, disable, news };
};
