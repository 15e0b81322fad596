import { DRAIN_PER_SECOND } from "#domain/fairness.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

const DAY_MS = 86_400_000;

/** Consecutive failures after which the breaker opens: from then on only probes are sent. */
export const FAILURES_TO_PAUSE = 5;
const PROBE_MS = { first: 30_000, max: 15 * 60_000 };
/** A webhook is disabled once it has failed for this long and this often: one bad answer in five days disables nothing. */
export const DISABLE_AFTER_MS = 5 * DAY_MS;
export const FAILURES_TO_DISABLE = 10;
/** Percent of the way to being disabled at which a warning is given, once each. */
export const WARNINGS = [50, 70, 90] as const;

/** SQL: the instant until which the due deliveries of the subscription `s` go out at the drain rate. */
export const drainingUntil = (s: string): string =>
  `now() + interval '1 second' / ${DRAIN_PER_SECOND} * (
      SELECT count(*) FROM webhook_delivery d WHERE d.subscription_id = ${s}.id AND d.due_at <= now())`;

/** The columns that health is read from. `probes`: null = breaker closed, else the failed probes since it opened. */
export type HealthColumns = {
  active: boolean;
  consecutiveFailures: number;
  failingSince: Date | null;
  probes: number | null;
  warnedPercent: number;
};

export type HealthResult = { delivered: boolean; endedAt: Date; isProbe: boolean };

/** Changes of health that become operational events. `opened`: from now on only probes are sent. */
export type HealthNews = "opened" | "recovered" | "disabled" | (typeof WARNINGS)[number];

/**
 * `gateInMs`: delay of the next probe from now; null leaves the gate as it is. `drain`: the breaker has closed, so the backlog
 * is spread. `disable`: the webhook is switched off, reason `failing`.
 */
export type NextHealth = {
  columns: Omit<HealthColumns, "active">;
  gateInMs: number | null;
  drain: boolean;
  disable: boolean;
  news: HealthNews[];
};

export const healthOf = (
  row: Pick<HealthColumns, "active" | "consecutiveFailures" | "probes">,
): WebhookView["health"] => {
  if (!row.active) return "disabled";
  if (row.probes !== null) return "paused";
  return row.consecutiveFailures > 0 ? "failing" : "healthy";
};

/** Health of a new URL and of a webhook that is switched on again. */
export const unknownHealth = {
  consecutiveFailures: 0,
  failingSince: null,
  probes: null,
  gateAt: null,
  drainingUntil: null,
  warnedPercent: 0,
} as const;

/** Percent of the way to being disabled: the smaller share of time and of number. */
export const percentToDisabled = (
  { consecutiveFailures, failingSince }: Pick<HealthColumns, "consecutiveFailures" | "failingSince">,
  now: Date,
): number => {
  if (!failingSince) return 0;
  const byTime = (now.getTime() - failingSince.getTime()) / DISABLE_AFTER_MS;
  return Math.floor(Math.max(0, Math.min(1, byTime, consecutiveFailures / FAILURES_TO_DISABLE)) * 100);
};

/** Wait before the next probe after `probes` failed probes: 30 s, doubling to 15 min. */
export const probeDelayMs = (probes: number): number =>
  Math.min(PROBE_MS.first * 2 ** Math.min(probes, 20), PROBE_MS.max);

/**
 * Counts results in the order in which the attempts ended. A success forgets all failures and closes the breaker, so sporadic
 * failures never disable. In an open breaker only a failed probe delays the next one: other attempts began before it opened.
 */
export const nextHealth = (before: HealthColumns, results: readonly HealthResult[], now: Date): NextHealth => {
  let { consecutiveFailures, failingSince, probes, warnedPercent } = before;
  let gateInMs: number | null = null;
  let drain = false;
  const news: HealthNews[] = [];

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
