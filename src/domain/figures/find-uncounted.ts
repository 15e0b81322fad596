import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { statement } from "#domain/sql/statement.ts";

type Asked = { tenantId: string; mode: Mode; webhookIds: readonly string[] | null; events: readonly string[] | null };
type Ended = { hasAttempts: boolean; hasDelivered: boolean };

/** Newest attempts of the tenant that are looked at: what is not counted yet is among the newest. */
const ATTEMPTS = 200;
/** An attempt that ends in the range may have begun before it. */
const ATTEMPT_MS_MAX = 300_000;

/**
 * Tells what ended in a time, from the newest attempts themselves, without tests. Figures follow the rows: use it where they show nothing,
 * so that no page says that nothing happened. One look at an index, 2 ms at most.
 */
export const findUncounted = async (
  { sql }: Pick<Deps, "sql">,
  { since, until, ...asked }: Asked & { since: Date; until: Date },
): Promise<Ended> => {
  const startId = firstIdAt("att", new Date(since.getTime() - ATTEMPT_MS_MAX));
  const [ended] = await sql<Ended>(...ENDED({ ...asked, since, until, startId }));
  return ended ?? { hasAttempts: false, hasDelivered: false };
};

const ENDED = statement(
  {
    tenantId: "text",
    mode: "text",
    webhookIds: "text[]",
    events: "text[]",
    since: "timestamptz",
    until: "timestamptz",
    startId: "text",
  },
  ({ tenantId, mode, webhookIds, events, since, until, startId }) => `
SELECT coalesce(bool_or(a.ended_at >= ${since} AND a.ended_at < ${until}), false) AS "hasAttempts",
  coalesce(bool_or(d.status = 'delivered' AND d.ended_at >= ${since} AND d.ended_at < ${until}), false) AS "hasDelivered"
FROM (
  SELECT delivery_id, ended_at FROM webhook_attempt WHERE tenant_id = ${tenantId} AND id >= ${startId} ORDER BY id DESC LIMIT ${ATTEMPTS}) a
JOIN webhook_delivery d ON d.tenant_id = ${tenantId} AND d.id = a.delivery_id
WHERE NOT d.test AND d.mode = ${mode} AND (${webhookIds} IS NULL OR d.subscription_id = ANY(${webhookIds}))
  AND (${events} IS NULL OR d.event = ANY(${events}))`,
);
