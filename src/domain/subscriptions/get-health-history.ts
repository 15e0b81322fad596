import { z } from "zod";
import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { firstIdAt } from "#domain/ids.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { storedBodySql } from "#domain/payload-body.ts";
import { statement } from "#domain/sql/statement.ts";
import { healthOf } from "#domain/subscriptions/health.ts";
import type { HealthHistoryView } from "#domain/subscriptions/health-history.schema.ts";
import { healthSpans, type RecordedChange } from "#domain/subscriptions/health-spans.ts";
import { HEALTH_HISTORY_DAYS } from "#domain/subscriptions/webhook-health.values.ts";

const DAY_MS = 86_400_000;
/** Bounds the rows read of each kind. A longer history begins later than the window. */
const CHANGES_MAX = 500;

type Row = { at: Date; kind: string; facts: string | null };

/**
 * Says when a webhook was healthy, failing, paused or off over the last 30 days, from its operational events and the audit log. A test
 * webhook makes no operational events: its pauses of the past are unknown. `not_found`.
 */
export const getHealthHistory = async (
  { db, sql, clock }: Pick<Deps, "db" | "sql" | "clock">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<HealthHistoryView> => {
  const webhook = await db.webhookSubscription.findFirst({
    select: { createdAt: true, active: true, consecutiveFailures: true, probes: true, failingSince: true },
    where: { tenantId, id, mode, deletedAt: null },
  });
  if (!webhook) throw notFound("webhook");
  const now = clock().getTime();
  const start = new Date(now - HEALTH_HISTORY_DAYS * DAY_MS);
  const [events, switches] = await Promise.all([
    readNews({ sql }, { tenantId, id, from: firstIdAt("evt", start) }),
    sql<Row>(...SWITCHES({ tenantId, id, from: firstIdAt("aud", start) })),
  ]);
  const changes = [...events, ...switches].flatMap(toChange).sort((a, b) => a.at - b.at);
  const isCut = [events, switches].some(({ length }) => length === CHANGES_MAX);
  const since = Math.max(start.getTime(), webhook.createdAt.getTime(), isCut ? (changes[0]?.at ?? 0) : 0);
  return {
    spans: healthSpans(
      changes.filter(({ at }) => at >= since),
      { since, now, health: healthOf(webhook), failingSince: webhook.failingSince?.getTime() ?? null },
    ),
  };
};

const readNews = async (
  { sql }: Pick<Deps, "sql">,
  asked: { tenantId: string; id: string; from: string },
): Promise<Row[]> => {
  const rows = await sql<Omit<Row, "facts"> & { eventId: string; body: Uint8Array | null }>(...NEWS(asked));
  return rows.map(({ eventId, body: stored, ...row }) => {
    const body = unpackIfReadable(stored, { eventId, tenantId: asked.tenantId });
    return { ...row, facts: body && new TextDecoder().decode(body) };
  });
};

const newsFacts = z.object({
  data: z.object({ isPaused: z.boolean().optional(), failingSince: z.string().optional() }),
});
const changedFields = z.object({ changed: z.array(z.string()).optional() });

const toChange = ({ at, kind, facts }: Row): RecordedChange[] => {
  const change = (name: RecordedChange["kind"], failingSince: string | undefined = undefined) => [
    { at: at.getTime(), kind: name, failingSince: failingSince === undefined ? null : Date.parse(failingSince) },
  ];
  const news = newsFacts.safeParse(parse(facts)).data?.data;
  switch (kind) {
    case "webhook.failing":
      return change(news?.isPaused === false ? "warned" : "paused", news?.failingSince);
    case "webhook.recovered":
      return change("recovered", news?.failingSince);
    case "webhook.enabled":
      return change("enabled");
    case "webhook.disabled":
      return change("disabled");
    default:
      return changedFields.safeParse(parse(facts)).data?.changed?.includes("url") ? change("new_url") : [];
  }
};

const parse = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
};

/** Concatenation keeps the planner off the index by resource, which has an event for each failed delivery. */
const NEWS = statement(
  { tenantId: "text", id: "text", from: "text" },
  ({ tenantId, id, from }) => `
SELECT e.id AS "eventId", e.created_at AS at, e.event AS kind, ${storedBodySql("p")} AS body
FROM webhook_event e LEFT JOIN webhook_payload p ON p.event_id = e.id
WHERE e.tenant_id = ${tenantId} AND e.event IN ('webhook.failing', 'webhook.recovered') AND e.id >= ${from}
  AND e.resource_id || '' = ${id}
ORDER BY e.id DESC LIMIT ${CHANGES_MAX}`,
);

const SWITCHES = statement(
  { tenantId: "text", id: "text", from: "text" },
  ({ tenantId, id, from }) => `
SELECT at, action AS kind, details AS facts FROM audit_log
WHERE tenant_id = ${tenantId} AND target_id = ${id} AND id >= ${from}
  AND action IN ('webhook.enabled', 'webhook.disabled', 'webhook.updated')
ORDER BY id DESC LIMIT ${CHANGES_MAX}`,
);
