import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps } from "#domain/context.ts";
import { eraseEvents } from "#domain/erase/erase-events.ts";
import { findEventsOfCustomer } from "#domain/erase/find-events-of-customer.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { firstIdAt } from "#domain/ids.ts";
import { writeLine } from "#domain/log-lines.ts";
import { LEASE_SPARE_MS } from "#engine/claim/claim-deliveries.ts";

type Erasure = { id: string; tenantId: string; customerId: string | null; cursor: string; createdAt: Date };

type ErasureDeps = Pick<Deps, "db" | "sql" | "clock" | "settings" | "publish" | "log">;

/** Limits the events of one statement of the second look. */
const SETTLED_AT_ONCE = 50;
/** Time of one erasure in a turn. Then the erasure that waits longest goes on, so that no tenant with much history holds up others. */
const STRETCH_MS = 500;

/**
 * Continues erasures in turns, for `workMsMax` and a last page. Rows remember the progress, so a crash, a repeat and two runs at once
 * are harmless. Returns whether an erasure is due now.
 */
export const continueErasures = async (
  deps: ErasureDeps,
  { workMsMax, stretchMs = STRETCH_MS }: { workMsMax: number; stretchMs?: number },
): Promise<boolean> => {
  const begun = performance.now();
  for (;;) {
    const [due] = await deps.sql<Erasure>(DUE);
    if (!due) return false;
    await continueErasure(deps, due, { until: Math.min(begun + workMsMax, performance.now() + stretchMs) });
    await deps.sql(TO_THE_END, [due.id]);
    if (performance.now() - begun >= workMsMax) return true;
  }
};

/** Continues one erasure until the time is up or nothing is left to do now. */
export const continueErasure = async (
  deps: ErasureDeps,
  erasure: Erasure,
  { until }: { until: number },
): Promise<void> => {
  if (erasure.customerId === null) return settle(deps, erasure);
  const { tenantId, customerId } = erasure;
  const end = endOf(erasure);
  for (let after: string | null = erasure.cursor; after !== null; ) {
    const { sourceIds, next } = await findEventsOfCustomer(deps, { tenantId, customerId, after, end });
    const { count, walked } = await eraseEvents(
      deps,
      { tenantId, sourceIds, customerId },
      { erasureId: erasure.id, after, next: next ?? end, settleAfterMs: next === null ? settleAfterMs(deps) : null },
    );
    if (!walked) return;
    if (next === null) return tellEnd(deps, erasure, walked.erased);
    if (count > 0) deps.publish({ channel: "tenant", tenantId });
    if (performance.now() >= until) return;
    after = next;
  }
};

/** Ends the walk at the time of the request. A booking made later is a new one. */
export const endOf = ({ createdAt }: Pick<Erasure, "createdAt">): string =>
  firstIdAt("evt", new Date(createdAt.getTime() + 1));

/** Time in which an attempt or a fan-out that read a payload before the erasure may still write parts of it. */
export const settleAfterMs = ({ settings }: Pick<Deps, "settings">): number =>
  settings.attemptTimeoutMs + 2 * LEASE_SPARE_MS;

const tellEnd = async (deps: ErasureDeps, { tenantId }: Erasure, count: number) => {
  const entry = {
    action: "data.erased",
    target: { kind: "event", id: null },
    details: { what: "customer", count },
  } as const;
  await recordAudit(deps.db, { tenantId, by: { kind: "system" } }, entry, deps.clock());
  deps.publish({ channel: "tenant", tenantId });
};

/** Takes the second look, at responses, deliveries and derived events that were being written during the first. */
const settle = async (deps: ErasureDeps, { id, tenantId, createdAt }: Erasure) => {
  for (let after = ""; ; ) {
    const rows = await deps.sql<{ id: string }>(ERASED, [tenantId, createdAt, after, SETTLED_AT_ONCE]);
    await eraseEvents(deps, { tenantId, sourceIds: rows.map((row) => row.id), customerId: null });
    if (rows.length < SETTLED_AT_ONCE) break;
    after = rows.at(-1)?.id ?? "";
  }
  await eraseAnswers(deps, { tenantId });
  const [ended] = await deps.sql<{ events: number; durationMs: number }>(END, [id]);
  if (ended) writeLine(deps.log, "erasure ended", { tenantId, erasureId: id, ...ended });
};

const DUE = `
SELECT id, tenant_id AS "tenantId", customer_id AS "customerId", cursor, created_at AS "createdAt"
FROM webhook_erasure WHERE due_at <= now() ORDER BY due_at LIMIT 1`;

const END = `
UPDATE webhook_erasure SET due_at = NULL WHERE id = $1 AND due_at IS NOT NULL
RETURNING erased AS events, round(extract(epoch FROM now() - created_at) * 1000)::float8 AS "durationMs"`;

const TO_THE_END = "UPDATE webhook_erasure SET due_at = now() WHERE id = $1 AND due_at <= now()";

const ERASED = `
SELECT id FROM webhook_event WHERE tenant_id = $1 AND erased_at >= $2 AND source_event_id IS NULL AND id > $3
ORDER BY id LIMIT $4`;
