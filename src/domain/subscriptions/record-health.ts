import { randomInt } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { type OperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";
import { newId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { cancelSwitchedOff } from "#domain/subscriptions/cancel-waiting.ts";
import { DISABLE_AFTER_MS, type HealthChange, type HealthColumns, nextHealth } from "#domain/subscriptions/health.ts";
import { logHealth } from "#domain/subscriptions/log-health.ts";
import { type HealthRow, READ_HEALTH, WRITE_HEALTH } from "#domain/subscriptions/record-health.sql.ts";

/** `disable`: the receiver asks for the switch-off. */
export type WebhookResult = {
  subscriptionId: string;
  url: string;
  delivered: boolean;
  endedAt: Date;
  isProbe: boolean;
  event: string;
  attemptId: string;
  deliveryId: string;
  httpStatus: number | null;
  error: { code: string; message: string } | null;
  disable: "gone" | "receiver_request" | null;
};

type Row = HealthColumns & {
  id: string;
  tenantId: string;
  mode: Mode;
  url: string;
  description: string;
  healthVersion: number;
};

type Change = {
  row: Row;
  /** Version is random, so that a repeat recognizes its own write. */
  version: number;
  next: ReturnType<typeof nextHealth>;
  news: HealthChange[];
  disabledReason: "gone" | "receiver_request" | "failing" | null;
  failure: WebhookResult | null;
  events: OperationalEvent[];
};

/**
 * Adds results to webhook health. Health, operational events, emails and audit log are one statement. A webhook that
 * changed meanwhile is read again. The sweep cancels waiting deliveries after a crash.
 *
 * @param written versions already given, so that a repeat counts no result twice
 */
export const recordHealth = async (
  deps: Pick<Deps, "sql" | "clock" | "settings" | "publish" | "log">,
  results: readonly WebhookResult[],
  written = new Map<string, number>(),
): Promise<void> => {
  const byWebhook = Map.groupBy(results, ({ subscriptionId }) => subscriptionId);
  while (byWebhook.size > 0) {
    const rows = await deps.sql<Row>(...READ_HEALTH({ ids: [...byWebhook.keys()] }));
    // Results of an old URL do not count for the new URL.
    const changes = rows.flatMap((row) => {
      const own = (byWebhook.get(row.id) ?? []).filter(({ url }) => url === row.url);
      return own.length > 0 && written.get(row.id) !== row.healthVersion ? [changeOf(deps, row, own)] : [];
    });
    for (const { row, version } of changes) written.set(row.id, version);
    const applied = await write(deps, changes);
    for (const change of changes) {
      const { row, disabledReason, events } = change;
      if (!applied.has(row.id)) continue;
      logHealth(deps.log, { ...change, errorCode: change.failure?.error?.code ?? null });
      byWebhook.delete(row.id);
      if (events.length > 0) deps.publish({ channel: "events" });
      if (disabledReason)
        await cancelSwitchedOff(deps, { tenantId: row.tenantId, subscriptionId: row.id, reason: "webhook_disabled" });
    }
    const found = new Set(changes.map(({ row }) => row.id));
    for (const id of byWebhook.keys()) if (!found.has(id)) byWebhook.delete(id);
  }
};

/** Leaves room for increments of an `int` column. */
const VERSION_MAX = 2 ** 30;

const changeOf = (
  { clock, settings }: Pick<Deps, "clock" | "settings">,
  row: Row,
  results: WebhookResult[],
): Change => {
  const now = clock();
  const next = nextHealth(row, results, now);
  const asked = results.find(({ disable }) => disable)?.disable ?? null;
  const disabledReason = asked ?? (next.disable ? "failing" : null);
  const last = lastFailureOf(results);
  const about = {
    tenantId: row.tenantId,
    webhook: { id: row.id, url: row.url, description: row.description },
    now,
    baseUrl: settings.baseUrl,
    lastError: last?.error ?? null,
    eventType: last?.event ?? null,
  };
  const failingSince = next.columns.failingSince ?? now;
  const failing = {
    ...about,
    event: "webhook.failing" as const,
    isPaused: next.columns.probes !== null,
    consecutiveFailures: next.columns.consecutiveFailures,
    failingSince,
    disablesAt: new Date(failingSince.getTime() + DISABLE_AFTER_MS),
  };
  const news: HealthChange[] = asked ? ["disabled"] : next.news;
  // Sandbox webhooks make no operational events, so they send no email either.
  const told = row.mode === "live" ? news : [];
  const events = told.map((piece) => {
    if (piece === "recovered")
      return operationalEvent({ ...about, event: "webhook.recovered", failingSince: row.failingSince ?? now });
    if (piece === "disabled")
      return operationalEvent({ ...about, event: "webhook.disabled", reason: disabledReason ?? "failing" });
    return operationalEvent({ ...failing, percent: piece === "opened" ? 0 : piece });
  });
  return { row, version: randomInt(VERSION_MAX), next, news, disabledReason, failure: last, events };
};

const lastFailureOf = (results: readonly WebhookResult[]): WebhookResult | null =>
  results
    .filter(({ error }) => error !== null)
    .toSorted((a, b) => a.endedAt.getTime() - b.endedAt.getTime())
    .at(-1) ?? null;

const write = async ({ sql, settings }: Pick<Deps, "sql" | "settings">, changes: readonly Change[]) => {
  const events = changes
    .flatMap((change) => change.events)
    .map(({ body, isEmailed, ...event }) => ({
      ...event,
      body: Buffer.from(body),
      isEmailed: isEmailed && settings.sendsEmail,
    }));
  const rows = await sql<{ id: string }>(...WRITE_HEALTH({ next: changes.map(toHealthRow), events }));
  return new Set(rows.map(({ id }) => id));
};

/** Bounds the stored message. PostgreSQL refuses NUL and lone surrogates in text. */
const storable = (message: string) => message.replaceAll("\0", "").slice(0, 500).toWellFormed();

const toHealthRow = ({ row, version, next, disabledReason, failure }: Change): HealthRow => ({
  id: row.id,
  version: row.healthVersion,
  newVersion: version,
  consecutiveFailures: next.columns.consecutiveFailures,
  failingSince: next.columns.failingSince,
  probes: next.columns.probes,
  warnedPercent: next.columns.warnedPercent,
  gateInMs: next.gateInMs,
  isDrained: next.drain,
  disabledReason,
  auditId: newId("aud"),
  name: auditTarget(row).name,
  failureAt: failure?.endedAt ?? null,
  failureAttemptId: failure?.attemptId ?? null,
  failureDeliveryId: failure?.deliveryId ?? null,
  failureHttpStatus: failure?.httpStatus ?? null,
  failureErrorCode: failure?.error?.code ?? null,
  failureMessage: failure?.error ? storable(failure.error.message) : null,
});
