import type { Logger } from "#domain/context.ts";
import { timeOfId } from "#domain/ids.ts";
import type { LineFields } from "#domain/log-lines.ts";
import { hearLines, type LineWatch } from "#server/logging/hear-lines.ts";
import { METRICS } from "#server/metrics/metric-list.ts";
import type { Counter, Registry } from "#server/metrics/registry.ts";

/** Series of `METRICS_TENANTS` in one process, at most. */
const TENANTS_MAX = 1_000;
/** Scheduled events are at least this far ahead: only an event as late as this may be one of them. */
const SCHEDULED_AHEAD_MS = 55_000;

export type CountOptions = {
  /** Adds tenant ids. */
  byTenant: boolean;
  /** Due times of events that may have been scheduled; null for the others. */
  readDueAt: (eventId: string) => Promise<Date | null>;
};

/**
 * Counts units of work by their log lines: each unit has exactly one, with its ids and durations, so no use case knows of metrics.
 * Lines that the level leaves out count too.
 */
export const countLines = (log: Logger, registry: Registry, options: CountOptions): Logger =>
  hearLines(log, watchOf(registry, options));

const watchOf = (registry: Registry, { byTenant, readDueAt }: CountOptions): LineWatch => {
  const accepted = registry.counter("bellhop_events_total", "accepted");
  const duplicate = registry.counter("bellhop_events_total", "duplicate");
  const rejected = registry.counter("bellhop_events_total", "rejected");
  const acceptSeconds = registry.histogram("bellhop_accept_seconds");
  const retries = registry.counter("bellhop_retries_scheduled_total");
  const delay = registry.histogram("bellhop_first_attempt_delay_seconds");
  const attempts = counters((outcome, kind, lane) => registry.counter("bellhop_attempts_total", outcome, kind, lane));
  const errors = counters((error) => registry.counter("bellhop_attempt_errors_total", error));
  const changes = counters((change) => registry.counter("bellhop_webhook_changes_total", change));
  const faults = counters((fault) => registry.counter("bellhop_faults_total", fault));
  const seconds = {
    delivered: registry.histogram("bellhop_attempt_seconds", "delivered"),
    failed: registry.histogram("bellhop_attempt_seconds", "failed"),
  };
  const ofTenant = byTenant ? tenantCounters(registry) : null;

  /** The delivery is as old as its fan-out; the id of the event has the time of its acceptance, by another clock maybe. */
  const observeDelay = ({ eventId, endedAt, ageMs, durationMs }: LineFields<"attempt failed">) => {
    const beganAt = endedAt.getTime() - durationMs;
    const acceptedAt = timeOfId(eventId).getTime();
    const observe = (since: number) => delay(Math.max(0, beganAt - since) / 1_000);
    if (endedAt.getTime() - ageMs - acceptedAt < SCHEDULED_AHEAD_MS) return observe(acceptedAt);
    void readDueAt(eventId).then(
      (dueAt) => observe(dueAt?.getTime() ?? acceptedAt),
      () => {},
    );
  };

  const ended = (outcome: "delivered" | "failed", fields: LineFields<"attempt failed">) => {
    const kind = kindOf(fields);
    attempts(outcome, kind, fields.lane ?? "none")();
    seconds[outcome](fields.durationMs / 1_000);
    if (outcome === "failed") errors(errorOf(fields))();
    if (outcome === "failed" && fields.nextAttemptAt) retries();
    if (kind === "first") observeDelay(fields);
    ofTenant?.(fields.tenantId, outcome)();
  };

  return {
    "events accepted": ({ count, duplicates, rejected: refused, durationMs }) => {
      accepted(count - duplicates - refused);
      duplicate(duplicates);
      rejected(refused);
      acceptSeconds(durationMs / 1_000);
    },
    "attempt delivered": (fields) => ended("delivered", fields),
    "attempt failed": (fields) => ended("failed", fields),
    "attempt interrupted": (fields) => attempts("interrupted", kindOf(fields), fields.lane ?? "none")(),
    "webhook paused": () => changes("paused")(),
    "webhook recovered": () => changes("recovered")(),
    "webhook disabled": () => changes("disabled")(),
    "webhook enabled": () => changes("enabled")(),
    "request failed": () => faults("request failed")(),
    "database unavailable": () => faults("database unavailable")(),
  };
};

const kindOf = ({ attempt, trigger, lane }: { attempt: number; trigger: string | null; lane: string | null }) => {
  if (lane === "test") return "test";
  if (trigger === "manual") return "manual";
  return attempt <= 1 ? "first" : "retry";
};

const KNOWN_ERRORS = new Set<string>(METRICS.bellhop_attempt_errors_total.labels.error);

const errorOf = ({ errorCode, httpStatus }: LineFields<"attempt failed">): string => {
  const error = errorCode === "http_status" ? `http_${Math.floor((httpStatus ?? 0) / 100)}xx` : (errorCode ?? "other");
  return KNOWN_ERRORS.has(error) ? error : "other";
};

/** Keeps each counter by its label values. */
const counters = (make: (...values: string[]) => Counter) => {
  const known = new Map<string, Counter>();
  return (...values: string[]): Counter => {
    const key = values.join(" ");
    const counter = known.get(key) ?? make(...values);
    known.set(key, counter);
    return counter;
  };
};

/** Tenants that come after the first ones share a series, so that no sender fills the memory of Prometheus. */
const tenantCounters = (registry: Registry) => {
  const named = new Set<string>();
  const of = counters((tenant, outcome) => registry.counter("bellhop_tenant_attempts_total", tenant, outcome));
  return (tenantId: string, outcome: string): Counter => {
    if (named.size < TENANTS_MAX) named.add(tenantId);
    return of(named.has(tenantId) ? tenantId : "other", outcome);
  };
};
