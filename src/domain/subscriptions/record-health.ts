import { randomInt } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { type OperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";
import { newId } from "#domain/ids.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { cancelWaiting } from "#domain/subscriptions/cancel-waiting.ts";
import {
  DISABLE_AFTER_MS,
  drainingUntil,
  type HealthColumns,
  type HealthNews,
  nextHealth,
} from "#domain/subscriptions/health.ts";
import { logHealth } from "#domain/subscriptions/log-health.ts";

/** One answer of a receiver. `disable`: the receiver itself asks for it. `url` is where the attempt went. */
export type WebhookResult = {
  subscriptionId: string;
  url: string;
  delivered: boolean;
  endedAt: Date;
  isProbe: boolean;
  event: string;
  error: { code: string; message: string } | null;
  disable: "gone" | "receiver_request" | null;
};

type Row = HealthColumns & {
  id: string;
  tenantId: string;
  url: string;
  description: string;
  healthVersion: number;
};

type Change = {
  row: Row;
  /** Of the row once it is written, and nobody else's. */
  version: number;
  next: ReturnType<typeof nextHealth>;
  news: HealthNews[];
  disabledReason: "gone" | "receiver_request" | "failing" | null;
  errorCode: string | null;
  events: OperationalEvent[];
};

/**
 * Counts results into the health of their webhooks and tells about it: health, operational events, the email outbox and the
 * audit log are one statement. A change that was made from an old reading is refused and made again. Disabling cancels what
 * waits; should that fail, the sweep does it.
 *
 * @param written for a repeat after a lost connection: the version that each webhook was given, so that what was written
 *   although its answer never came does not count again
 */
export const recordHealth = async (
  deps: Pick<Deps, "sql" | "clock" | "settings" | "publish" | "log">,
  results: readonly WebhookResult[],
  written = new Map<string, number>(),
): Promise<void> => {
  const byWebhook = Map.groupBy(results, ({ subscriptionId }) => subscriptionId);
  while (byWebhook.size > 0) {
    const rows = await deps.sql<Row>(READ, [[...byWebhook.keys()]]);
    // A late answer of an old URL says nothing about the new one.
    const changes = rows.flatMap((row) => {
      const own = (byWebhook.get(row.id) ?? []).filter(({ url }) => url === row.url);
      return own.length > 0 && written.get(row.id) !== row.healthVersion ? [changeOf(deps, row, own)] : [];
    });
    for (const { row, version } of changes) written.set(row.id, version);
    const applied = await write(deps, changes);
    for (const change of changes) {
      const { row, disabledReason, events } = change;
      if (!applied.has(row.id)) continue;
      logHealth(deps.log, change);
      byWebhook.delete(row.id);
      if (events.length > 0) deps.publish({ channel: "events" });
      if (disabledReason) await cancelDisabled(deps, row);
    }
    // A webhook that is off, has another URL now or was written before is not touched.
    const found = new Set(changes.map(({ row }) => row.id));
    for (const id of byWebhook.keys()) if (!found.has(id)) byWebhook.delete(id);
  }
};

const cancelDisabled = async (deps: Pick<Deps, "sql" | "log">, { id, tenantId }: Row) => {
  await cancelWaiting(deps, { tenantId, subscriptionId: id, reason: "webhook_disabled" }).catch((error: Error) =>
    deps.log.warn({ tenantId, webhookId: id, err: error }, "what waits for a disabled webhook is canceled later"),
  );
};

/** Others add one to it. */
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
  const last = results.findLast(({ error }) => error !== null);
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
  const news: HealthNews[] = asked ? ["disabled"] : next.news;
  const events = news.map((piece) => {
    if (piece === "recovered")
      return operationalEvent({ ...about, event: "webhook.recovered", failingSince: row.failingSince ?? now });
    if (piece === "disabled")
      return operationalEvent({ ...about, event: "webhook.disabled", reason: disabledReason ?? "failing" });
    return operationalEvent({ ...failing, percent: piece === "opened" ? 0 : piece });
  });
  const errorCode = last?.error?.code ?? null;
  return { row, version: randomInt(VERSION_MAX), next, news, disabledReason, errorCode, events };
};

const write = async ({ sql, settings }: Pick<Deps, "sql" | "settings">, changes: readonly Change[]) => {
  const column = (value: (change: Change) => unknown) => changes.map(value);
  const events = changes.flatMap((change) => change.events);
  const eventColumn = (value: (event: OperationalEvent) => unknown) => events.map(value);
  const rows = await sql<{ id: string }>(WRITE, [
    column(({ row }) => row.id),
    column(({ row }) => row.healthVersion),
    column(({ next }) => next.columns.consecutiveFailures),
    column(({ next }) => next.columns.failingSince),
    column(({ next }) => next.columns.probes),
    column(({ next }) => next.columns.warnedPercent),
    column(({ next }) => next.gateInMs),
    column(({ next }) => next.drain),
    column(({ disabledReason }) => disabledReason),
    eventColumn(({ id }) => id),
    eventColumn(({ tenantId }) => tenantId),
    eventColumn(({ event }) => event),
    eventColumn(({ resourceId }) => resourceId),
    eventColumn(({ occurredAt }) => occurredAt),
    eventColumn(({ body }) => Buffer.from(body)),
    eventColumn(({ isEmailed }) => isEmailed && settings.sendsEmail),
    column(() => newId("aud")),
    column(({ row }) => auditTarget(row).name),
    column(({ version }) => version),
  ]);
  return new Set(rows.map(({ id }) => id));
};

const READ = `
SELECT id, tenant_id AS "tenantId", url, description, active, consecutive_failures AS "consecutiveFailures",
  failing_since AS "failingSince", probes, warned_percent AS "warnedPercent", health_version AS "healthVersion"
FROM webhook_subscription WHERE id = ANY($1) AND active AND deleted_at IS NULL`;

/**
 * Rows are locked in id order: unordered groups deadlocked down to 25 deliveries a second, ordered ones did 47,000
 * (measured).
 */
const WRITE = `
WITH next AS (
  SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::int[], $6::int[], $7::float8[], $8::bool[], $9::text[], $17::text[], $18::text[], $19::int[])
    AS n(id, version, failures, since, probes, warned, gate_in_ms, drain, disabled_reason, audit_id, name, new_version)
), held AS (
  SELECT s.id FROM webhook_subscription s JOIN next n USING (id)
  WHERE s.health_version = n.version AND s.active AND s.deleted_at IS NULL ORDER BY s.id FOR NO KEY UPDATE OF s
), applied AS (
  UPDATE webhook_subscription s SET consecutive_failures = n.failures, failing_since = n.since, probes = n.probes,
    warned_percent = n.warned, health_version = n.new_version,
    gate_at = CASE WHEN n.gate_in_ms IS NOT NULL THEN now() + n.gate_in_ms * interval '1 millisecond'
      WHEN n.drain THEN now() ELSE s.gate_at END,
    draining_until = CASE WHEN n.drain THEN ${drainingUntil("s")} ELSE s.draining_until END,
    active = n.disabled_reason IS NULL, disabled_reason = n.disabled_reason,
    switched_off_at = CASE WHEN n.disabled_reason IS NULL THEN s.switched_off_at ELSE now() END,
    updated_at = CASE WHEN n.disabled_reason IS NULL THEN s.updated_at ELSE now() END
  FROM held JOIN next n USING (id) WHERE s.id = held.id
  RETURNING s.id, s.tenant_id
), news AS (
  SELECT e.* FROM unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::bytea[], $16::bool[])
    AS e(id, tenant_id, event, about, occurred_at, body, is_emailed)
  JOIN applied ON applied.id = e.about
), event AS (
  INSERT INTO webhook_event (id, tenant_id, event, resource_id, occurred_at)
  SELECT id, tenant_id, event, about, occurred_at FROM news
), outbox AS (
  INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM news
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT id, tenant_id, body FROM news
), email AS (
  INSERT INTO email_outbox (event_id, tenant_id, due_at) SELECT id, tenant_id, now() FROM news WHERE is_emailed
), audit AS (
  INSERT INTO audit_log (id, tenant_id, actor_kind, actor_id, action, target_kind, target_id, target_name, details)
  SELECT n.audit_id, a.tenant_id, 'system', 'system', 'webhook.disabled', 'webhook', a.id, n.name,
    json_build_object('reason', n.disabled_reason)::text
  FROM applied a JOIN next n USING (id) WHERE n.disabled_reason IS NOT NULL
)
SELECT id FROM applied`;
