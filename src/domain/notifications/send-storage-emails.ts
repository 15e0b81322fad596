import type { Deps } from "#domain/context.ts";
import type { EmailKind } from "#domain/notifications/email-kind.values.ts";
import { writeParts } from "#domain/notifications/email-parts.ts";
import { footerOf } from "#domain/notifications/email-text.ts";

const LEASE_MINUTES = 5;
/** Age at which a warning may no longer be true. */
const STALE_MS = 86_400_000;
const MIB = 1024 * 1024;
/** Emails of one run; the next run is a minute later. */
const EMAILS_MAX = 20;

const KIND: EmailKind = "storage.low";

type Due = { tenantId: string; tenantName: string; bytes: number; warnedAt: Date; recipients: string[] } & {
  storageMb: number | null;
  retentionDays: number | null;
};

/**
 * Emails each warning about low storage to the members who want it. A lease lets one process send at a time; a crash
 * repeats one email at most, and a mail server that refuses is asked again for a day.
 */
export const sendStorageEmails = async (
  deps: Pick<Deps, "sql" | "clock" | "log" | "email" | "settings">,
): Promise<{ sent: number; failed: number }> => {
  const { sql, clock, log, email, settings } = deps;
  const counts = { sent: 0, failed: 0 };
  if (!email) return counts;
  for (let count = 0; count < EMAILS_MAX; count++) {
    const [due] = await sql<Due>(TAKE, [KIND]);
    if (!due) break;
    const { tenantId, tenantName, bytes, storageMb, warnedAt, recipients } = due;
    const bytesMax = storageMb === null ? settings.storageBytesMax : storageMb * MIB;
    const retentionDays = due.retentionDays ?? settings.retentionDays;
    if (bytesMax !== null && recipients.length > 0 && clock().getTime() - warnedAt.getTime() < STALE_MS) {
      try {
        const text = writeStorageEmail({ tenantName, bytes, bytesMax, settings: { ...settings, retentionDays } });
        await email({ id: `storage:${tenantId}:${warnedAt.getTime()}`, to: recipients, ...text });
        counts.sent++;
      } catch (err) {
        counts.failed++;
        log.warn({ tenantId, err }, "a storage email was not sent");
        continue;
      }
    }
    await sql(DONE, [tenantId, warnedAt]);
  }
  return counts;
};

const writeStorageEmail = ({
  tenantName,
  bytes,
  bytesMax,
  settings: { baseUrl, brandName, retentionDays },
}: Pick<Due, "tenantName" | "bytes"> & { bytesMax: number; settings: Deps["settings"] }) =>
  writeParts({
    subject: `Storage of ${tenantName} is almost full`,
    message: `The data of your events takes ${Math.ceil(bytes / MIB)} of ${Math.round(bytesMax / MIB)} MB. When it is full, new events are rejected.`,
    advice: `Data is deleted after ${retentionDays} days. To make room earlier, erase data you no longer need, or ask for more storage. What is kept stands here:`,
    link: { url: `${baseUrl}/settings/data`, label: "Open it in the dashboard" },
    footer: footerOf({ tenantName, brandName }),
  });

const TAKE = `
WITH due AS (
  SELECT tenant_id FROM tenant_storage WHERE email_due_at <= now() AND warned_at IS NOT NULL
  ORDER BY email_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE tenant_storage s SET email_due_at = now() + interval '${LEASE_MINUTES} minutes'
FROM due JOIN tenant t ON t.id = due.tenant_id WHERE s.tenant_id = due.tenant_id
RETURNING s.tenant_id AS "tenantId", t.name AS "tenantName", s.bytes::float8 AS bytes, s.warned_at AS "warnedAt",
  t.storage_mb AS "storageMb", t.retention_days AS "retentionDays",
  ARRAY(SELECT u.email FROM "user" u WHERE u.tenant_id = s.tenant_id AND NOT ($1 = ANY(coalesce(u.unwanted_emails, '{}')))
    ORDER BY u.created_at, u.id) AS recipients`;

const DONE = "UPDATE tenant_storage SET email_due_at = NULL WHERE tenant_id = $1 AND warned_at = $2";
