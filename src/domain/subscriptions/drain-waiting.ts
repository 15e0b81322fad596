import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";
import { drainingUntil } from "#domain/subscriptions/health.ts";
import { hostSql } from "#domain/subscriptions/place.ts";
import { walkPages } from "#domain/walk-pages.ts";

/** Webhooks of one statement, which locks those with due deliveries. */
const PAGE = 200;
/** Added to the computed time: the pause ends a moment after the look. */
const SPARE_SECONDS = 5;

/**
 * Limits the rate of webhooks whose due deliveries gathered during a pause, until those are sent. Call it before the pause ends, so
 * that a crash in between lets no burst out. Safe to repeat.
 *
 * @param scopes of the pauses that end
 */
export const drainWaiting = async ({ sql }: Pick<Deps, "sql">, scopes: readonly string[]): Promise<void> => {
  if (scopes.length === 0) return;
  await walkPages("", async (after) => {
    const [page] = await sql<{ looked: number; last: string | null }>(...DRAIN({ scopes, after }));
    return page && page.looked === PAGE ? page.last : null;
  });
};

const host = hostSql("s.url");

const DRAIN = statement(
  { scopes: "text[]", after: "text" },
  ({ scopes, after }) => `
WITH page AS MATERIALIZED (
  SELECT s.id FROM webhook_subscription s WHERE s.id > ${after} AND s.active
    AND ${scopes} && (ARRAY['all', 'tenant:' || s.tenant_id, 'webhook:' || s.id] || pause_hosts(${host}))
  ORDER BY s.id LIMIT ${PAGE}
), waiting AS (
  SELECT s.id FROM webhook_subscription s JOIN page USING (id)
  WHERE (SELECT d.due_at FROM webhook_delivery d WHERE d.subscription_id = s.id AND d.due_at <= now() ORDER BY d.due_at LIMIT 1) IS NOT NULL
  ORDER BY s.id FOR NO KEY UPDATE OF s
), drained AS (
  UPDATE webhook_subscription s SET draining_until = greatest(s.draining_until, ${drainingUntil("s")} + interval '${SPARE_SECONDS} seconds')
  FROM waiting WHERE s.id = waiting.id
)
SELECT count(*)::int AS looked, max(id) AS last FROM page`,
);
