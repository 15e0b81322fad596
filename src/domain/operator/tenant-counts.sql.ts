import { IS_WAITING } from "#domain/subscriptions/waiting.ts";

export type TenantCounts = {
  healthy: number;
  failing: number;
  paused: number;
  disabled: number;
  events: number;
  rejectedEvents: number;
  deliveries: number;
  failedDeliveries: number;
  isCounted: boolean;
  waiting: number;
  storedBytes: number;
};

/** SQL: health of the webhook `s`, as `healthOf` says it. */
export const HEALTH_OF = `CASE WHEN NOT s.active THEN 'disabled' WHEN s.probes IS NOT NULL THEN 'paused'
  WHEN s.consecutive_failures > 0 THEN 'failing' ELSE 'healthy' END`;

/** SQL: figures of one tenant. Each looks at `counted` rows at most. Derived events, tests and sandbox events do not count. */
export const countsOf = (
  tenantId: string,
  { event, delivery, counted }: { event: string; delivery: string; counted: string },
): string => `LATERAL (
  SELECT w.*, e.events, e."rejectedEvents", d.deliveries, d."failedDeliveries",
    e.looked < ${counted} AND d.looked < ${counted} AND q.waiting < ${counted} AS "isCounted", q.waiting,
    coalesce((SELECT o.bytes::float8 FROM tenant_storage o WHERE o.tenant_id = ${tenantId}), 0) AS "storedBytes"
  FROM (
    SELECT count(*) FILTER (WHERE health = 'healthy')::int AS healthy, count(*) FILTER (WHERE health = 'failing')::int AS failing,
      count(*) FILTER (WHERE health = 'paused')::int AS paused, count(*) FILTER (WHERE health = 'disabled')::int AS disabled
    FROM (SELECT ${HEALTH_OF} AS health FROM webhook_subscription s
      WHERE s.tenant_id = ${tenantId} AND s.mode = 'live' AND s.deleted_at IS NULL) s
  ) w, (
    SELECT count(*)::int AS looked,
      count(*) FILTER (WHERE r.mode = 'live' AND NOT r.test AND r.source_event_id IS NULL AND r.status <> 'rejected')::int AS events,
      count(*) FILTER (WHERE r.mode = 'live' AND r.status = 'rejected')::int AS "rejectedEvents"
    FROM (SELECT mode, test, source_event_id, status FROM webhook_event
      WHERE tenant_id = ${tenantId} AND id > ${event} ORDER BY id DESC LIMIT ${counted}) r
  ) e, (
    SELECT count(*)::int AS looked, count(*) FILTER (WHERE r.mode = 'live' AND NOT r.test)::int AS deliveries,
      count(*) FILTER (WHERE r.mode = 'live' AND NOT r.test AND r.status = 'failed')::int AS "failedDeliveries"
    FROM (SELECT mode, test, status FROM webhook_delivery
      WHERE tenant_id = ${tenantId} AND id > ${delivery} ORDER BY id DESC LIMIT ${counted}) r
  ) d, (
    SELECT count(*)::int AS waiting FROM (
      SELECT FROM webhook_subscription s JOIN webhook_delivery d ON d.subscription_id = s.id AND ${IS_WAITING}
      WHERE s.tenant_id = ${tenantId} AND s.mode = 'live' LIMIT ${counted}) r
  ) q
)`;
