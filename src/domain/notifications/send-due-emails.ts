import type { Deps, EmailSender } from "#domain/context.ts";
import { emailedData, writeEmail } from "#domain/notifications/email-text.ts";
import { type BodyOwner, unpackIfReadable, whyUnreadable } from "#domain/packed-body.ts";
import { storedBodySql } from "#domain/payload-body.ts";
import { statement } from "#domain/sql/statement.ts";

const MINUTE_MS = 60_000;
/** Waits after each failed try. The fifth failure is final. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];
const TRIES_MAX = WAITS_MS.length + 1;
/** Exceeds the mail adapter's timeout, so only one process sends a row. */
const LEASE_MS = 5 * MINUTE_MS;
/** Age at which a warning may no longer be true. */
const STALE_MS = 24 * 60 * MINUTE_MS;
const RUN_MS = 30_000;
const FAILURES_MAX = 3;

type Taken = { eventId: string; tenantId: string; tries: number };
type Content = {
  event: string;
  occurredAt: Date;
  body: Uint8Array;
  tenantName: string;
  members: number;
  /** Members that have not turned this kind of email off. */
  recipients: string[];
};

/**
 * Sends due emails, one per event to all users of the tenant who want it. Leases prevent double sends by parallel
 * processes; a crash repeats one email at most. Does nothing without a mail server.
 */
export const sendDueEmails = async (
  deps: Pick<Deps, "sql" | "clock" | "log" | "email" | "settings">,
): Promise<{ sent: number; failed: number }> => {
  const { sql, clock, log, email } = deps;
  const counts = { sent: 0, failed: 0 };
  if (!email) return counts;
  const end = clock().getTime() + RUN_MS;
  while (counts.failed < FAILURES_MAX && clock().getTime() < end) {
    const [taken] = await sql<Taken>(TAKE);
    if (!taken) break;
    const { eventId, tenantId, tries } = taken;
    const [content] = await sql<Content>(...READ({ eventId, tenantId }));
    const vain = whyInVain(taken, content, clock());
    if (!content || vain) {
      await sql(...GIVE_UP({ eventId, tries }));
      const level = vain === UNWANTED ? "debug" : "warn";
      log[level]({ eventId, tenantId }, `an email was not sent: ${vain}`);
      continue;
    }
    const error = await trySending(email, { ...content, eventId, tenantId, brandName: deps.settings.brandName });
    if (error === null) {
      await sql(...SENT({ eventId, tries }));
      counts.sent++;
      continue;
    }
    counts.failed++;
    const waitMs = WAITS_MS[tries - 1];
    if (waitMs === undefined) await sql(...GIVE_UP({ eventId, tries }));
    else await sql(...POSTPONE({ eventId, tries, waitMs }));
    log.warn(
      { eventId, tenantId, tries, err: error },
      `an email was not sent${waitMs === undefined ? " and is given up" : ""}`,
    );
  }
  return counts;
};

const UNWANTED = "all users have turned it off";

const whyInVain = ({ tries }: Taken, content: Content | undefined, now: Date): string | null => {
  if (!content) return "its tenant or its event was removed";
  if (content.members === 0) return "the tenant has no users";
  if (content.recipients.length === 0) return UNWANTED;
  if (now.getTime() - content.occurredAt.getTime() > STALE_MS) return "it is out of date";
  // Detects that the process of the last try died.
  return tries > TRIES_MAX ? "every try was interrupted" : null;
};

const trySending = async (
  email: EmailSender,
  { eventId, tenantId, event, body, tenantName, brandName, recipients }: Content & BodyOwner & { brandName: string },
): Promise<unknown> => {
  try {
    const plain = unpackIfReadable(body, { eventId, tenantId });
    if (!plain) throw new Error(`the stored body of its event cannot be read: ${whyUnreadable(body)}`);
    const { data } = JSON.parse(new TextDecoder().decode(plain));
    const text = writeEmail({ event, data: emailedData.parse(data), tenantName, brandName });
    await email({ id: eventId, to: recipients, ...text });
    return null;
  } catch (error) {
    return error;
  }
};

const TAKE = `
WITH due AS (
  SELECT event_id FROM email_outbox WHERE due_at <= now() ORDER BY due_at, event_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE email_outbox o SET tries = o.tries + 1, due_at = now() + ${LEASE_MS} * interval '1 millisecond'
FROM due WHERE o.event_id = due.event_id
RETURNING o.event_id AS "eventId", o.tenant_id AS "tenantId", o.tries`;

const READ = statement(
  { eventId: "text", tenantId: "text" },
  ({ eventId, tenantId }) => `
SELECT e.event, e.occurred_at AS "occurredAt", ${storedBodySql("p")} AS body, t.name AS "tenantName",
  (SELECT count(*)::int FROM "user" u WHERE u.tenant_id = t.id) AS members,
  ARRAY(SELECT u.email FROM "user" u WHERE u.tenant_id = t.id AND NOT (e.event = ANY(coalesce(u.unwanted_emails, '{}')))
    ORDER BY u.created_at, u.id) AS recipients
FROM webhook_event e JOIN webhook_payload p ON p.event_id = e.id JOIN tenant t ON t.id = e.tenant_id
WHERE e.id = ${eventId} AND e.tenant_id = ${tenantId}`,
);

// Fenced by the number of the try: a late process cannot change the next try.
const SENT = statement(
  { eventId: "text", tries: "int" },
  ({ eventId, tries }) =>
    `UPDATE email_outbox SET sent_at = now(), due_at = NULL WHERE event_id = ${eventId} AND tries = ${tries}`,
);

const GIVE_UP = statement(
  { eventId: "text", tries: "int" },
  ({ eventId, tries }) => `UPDATE email_outbox SET due_at = NULL WHERE event_id = ${eventId} AND tries = ${tries}`,
);

const POSTPONE = statement(
  { eventId: "text", tries: "int", waitMs: "float8" },
  ({ eventId, tries, waitMs }) => `
UPDATE email_outbox SET due_at = now() + ${waitMs} * interval '1 millisecond'
WHERE event_id = ${eventId} AND tries = ${tries} AND sent_at IS NULL`,
);
