import { firstIdAt } from "#domain/ids.ts";

/** An event creates no tenant that was removed within this time. */
export const REMOVED_TENANTS_KEPT_MS = 30 * 86_400_000;

export type Cutoffs = { now: Date; answers: Date; bodies: Date; rest: Date; sandbox: Date };

export type ExpiringRows = {
  table: string;
  key: string;
  /** SQL over `r` with `$2` = `before`: a range of the primary key. */
  isOld: string;
  before: (cutoffs: Cutoffs) => string | Date;
  /** SQL over `r`: no delivery waits for it, and nothing cascades. */
  isOver: string;
  ranBefore?: (cutoffs: Cutoffs) => Date;
  /** Rows of events, for which a tenant may have a retention of its own. */
  isOfEvents?: true;
};

// PostgreSQL plans EXISTS as a scan of all waiting deliveries (26 ms; this count: 3 ms with 50,000 rows).
const noneWaits = (deliveries: string) => `(SELECT count(w.due_at) FROM ${deliveries}) = 0`;

/** Tables bottom-up, so that no deletion cascades and batches stay small. */
export const EXPIRING_ROWS: readonly ExpiringRows[] = [
  {
    table: "webhook_exchange",
    isOfEvents: true,
    key: "attempt_id",
    isOld: "r.attempt_id < $2",
    before: ({ bodies }) => firstIdAt("att", bodies),
    isOver: noneWaits(`webhook_attempt a JOIN webhook_delivery d ON d.id = a.delivery_id
      JOIN webhook_delivery w ON w.event_id = d.event_id WHERE a.id = r.attempt_id`),
  },
  {
    table: "webhook_payload",
    isOfEvents: true,
    key: "event_id",
    isOld: "r.event_id < $2",
    before: ({ bodies }) => firstIdAt("evt", bodies),
    isOver: `(SELECT count(*) FROM webhook_outbox o WHERE o.tenant_id = r.tenant_id AND o.event_id = r.event_id) = 0
      AND (SELECT count(*) FROM webhook_event e WHERE e.id = r.event_id AND e.due_at >= $4) = 0
      AND ${noneWaits("webhook_delivery w WHERE w.event_id = r.event_id")}`,
    ranBefore: ({ bodies }) => bodies,
  },
  {
    table: "webhook_variant",
    isOfEvents: true,
    key: "event_id",
    isOld: "r.event_id < $2",
    before: ({ bodies }) => firstIdAt("evt", bodies),
    // Payload goes first: its rule knows scheduled events and waiting deliveries.
    isOver: "(SELECT count(*) FROM webhook_payload p WHERE p.event_id = r.event_id) = 0",
  },
  {
    table: "webhook_search_event",
    isOfEvents: true,
    key: "event_id",
    isOld: "r.event_id < $2",
    before: ({ bodies }) => firstIdAt("evt", bodies),
    // Payload goes first. A trigger of the table removes words that no event has any more.
    isOver: "(SELECT count(*) FROM webhook_payload p WHERE p.event_id = r.event_id) = 0",
  },
  {
    table: "webhook_delivery_body",
    isOfEvents: true,
    key: "delivery_id",
    isOld: "r.delivery_id < $2",
    before: ({ bodies }) => firstIdAt("dlv", bodies),
    // Payload goes first: without its own body, a delivery shows the payload.
    isOver: `(SELECT count(*) FROM webhook_delivery d JOIN webhook_payload p ON p.event_id = d.event_id WHERE d.id = r.delivery_id) = 0`,
  },
  {
    table: "webhook_attempt",
    isOfEvents: true,
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("att", rest),
    isOver: noneWaits(
      "webhook_delivery d JOIN webhook_delivery w ON w.event_id = d.event_id WHERE d.id = r.delivery_id",
    ),
  },
  {
    table: "webhook_delivery",
    isOfEvents: true,
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("dlv", rest),
    isOver: `r.due_at IS NULL AND ${noneWaits("webhook_delivery w WHERE w.event_id = r.event_id")}
      AND (SELECT count(*) FROM webhook_attempt a WHERE a.delivery_id = r.id) = 0`,
  },
  {
    table: "email_outbox",
    isOfEvents: true,
    key: "event_id",
    isOld: "r.event_id < $2",
    before: ({ rest }) => firstIdAt("evt", rest),
    isOver: "r.due_at IS NULL",
  },
  {
    table: "webhook_event",
    isOfEvents: true,
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("evt", rest),
    isOver: `(SELECT count(*) FROM webhook_outbox o WHERE o.tenant_id = r.tenant_id AND o.event_id = r.id) = 0
      AND (SELECT count(*) FROM webhook_delivery d WHERE d.event_id = r.id) = 0
      AND (SELECT count(*) FROM email_outbox o WHERE o.event_id = r.id) = 0
      AND (r.due_at IS NULL OR r.due_at < $4)`,
    ranBefore: ({ rest }) => rest,
  },
  {
    table: "webhook_recovery",
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("rec", rest),
    isOver: "r.ended_at IS NOT NULL",
  },
  {
    table: "webhook_erasure",
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("ers", rest),
    isOver: "r.due_at IS NULL",
  },
  {
    table: "audit_log",
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("aud", rest),
    // Trigger of the table refuses to delete younger rows.
    isOver: "r.at < now() - interval '3 days'",
  },
  {
    table: "operator_audit",
    key: "id",
    isOld: "r.id < $2",
    before: ({ rest }) => firstIdAt("aud", rest),
    // Trigger of the table refuses to delete younger rows.
    isOver: "r.at < now() - interval '3 days'",
  },
  {
    table: "removed_tenant",
    key: "id",
    isOld: "r.removed_at < $2",
    before: ({ now }) => new Date(now.getTime() - REMOVED_TENANTS_KEPT_MS),
    isOver: "true",
  },
  {
    table: "idempotency_key",
    key: "id",
    isOld: "r.id < $2",
    before: ({ answers }) => firstIdAt("idk", answers),
    isOver: "true",
  },
  {
    table: "member_invite",
    key: "id",
    isOld: "r.expires_at < $2",
    // Shows an expired invitation for a day, so that an admin can renew it.
    before: ({ answers }) => answers,
    isOver: "true",
  },
  // Tables with few rows, whose ids do not sort by time.
  ...["session", "portal_session", "verification", "used_once"].map((table) => ({
    table,
    key: "id",
    isOld: "r.expires_at < $2",
    before: ({ rest }: Cutoffs) => rest,
    isOver: "true",
  })),
];
