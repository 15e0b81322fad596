import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { FAILED_EVENTS, storeFailedEvents } from "#engine/record/failed-delivery-events.ts";

/** SQL: the attempt has no answer, because its lease ran out or its own process gave it up. */
const ended = (heldBy: string) =>
  `due_at IS NOT NULL AND lease_token = coalesce(${heldBy}, lease_token) AND (due_at <= now() OR ${heldBy} IS NOT NULL)`;

/** MATERIALIZED makes PostgreSQL read by id, not by the index of due rows. */
export const HELD = statement(
  { deliveryIds: "text[]", heldBy: "text", number: "int" },
  ({ deliveryIds, heldBy, number }) => `
WITH named AS MATERIALIZED (SELECT * FROM webhook_delivery WHERE id = ANY(${deliveryIds}))
SELECT d.id AS "deliveryId", d.tenant_id AS "tenantId", d.mode, d.subscription_id AS "subscriptionId", d.event_id AS "eventId", d.event,
  d.attempts AS number, d.status, d.test, d.failures, d.interruptions, s.url, s.description,
  (SELECT e.trace_parent FROM webhook_event e WHERE e.id = d.event_id) AS "traceParent"
FROM named d JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE ${ended(heldBy)} AND d.attempts = coalesce(${number}, d.attempts) ORDER BY d.id`,
);

type Settled = {
  id: string;
  attempts: number;
  status: string;
  failures: number;
  interruptions: number;
  dueInMs: number | null;
  attemptId: string;
};

const PARAMETERS = {
  settled: rowsOf<Settled>({
    id: "text",
    attempts: "int",
    status: "text",
    failures: "int",
    interruptions: "int",
    dueInMs: "float8",
    attemptId: "text",
  }),
  heldBy: "text",
  message: "text",
} as const;

type ParametersSql = { settled: RowsSql; heldBy: string; message: string };

const settleSql = ({ settled, heldBy, message }: ParametersSql, more = "") => `
WITH seen AS (
  SELECT * FROM ${settled.as("s")}
), held AS (
  SELECT d.* FROM webhook_delivery d JOIN seen s ON s.id = d.id AND s.attempts = d.attempts
  WHERE ${ended(heldBy)}
  ORDER BY d.id FOR NO KEY UPDATE OF d
), attempt AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at,
    error_code, error_message)
  SELECT s.attempt_id, h.tenant_id, h.id, h.attempts, h.next_trigger, h.requested_by, w.url, 'interrupted', coalesce(h.last_attempt_at, now()), now(),
    'interrupted', ${message}
  FROM held h JOIN seen s USING (id) JOIN webhook_subscription w ON w.id = h.subscription_id
  ON CONFLICT (delivery_id, number) DO NOTHING
), delivery AS (
  UPDATE webhook_delivery d SET status = s.status, failures = s.failures, interruptions = s.interruptions, lease_token = NULL,
    last_http_status = NULL, last_error_code = 'interrupted',
    reason = CASE WHEN s.status = 'failed' AND d.status <> 'failed' THEN 'interrupted' ELSE d.reason END,
    due_at = now() + s.due_in_ms * interval '1 millisecond',
    next_trigger = CASE WHEN s.due_in_ms IS NULL THEN 'automatic' ELSE d.next_trigger END,
    requested_by = CASE WHEN s.due_in_ms IS NULL THEN NULL ELSE d.requested_by END
  FROM held JOIN seen s USING (id) WHERE d.id = held.id RETURNING d.id, d.attempts AS number
)${more}
SELECT id FROM delivery`;

export const SETTLE = statement(PARAMETERS, settleSql);
export const SETTLE_AND_NOTIFY = statement({ ...PARAMETERS, failed: FAILED_EVENTS }, ({ failed, ...sql }) =>
  settleSql(sql, `, ${storeFailedEvents(failed)}`),
);
