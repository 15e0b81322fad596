import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps } from "#domain/context.ts";
import { eraseEvents } from "#domain/erase/erase-events.ts";
import { findEventsOfCustomer } from "#domain/erase/find-events-of-customer.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { firstIdAt } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";

type Erasure = { id: string; tenantId: string; customerId: string | null; cursor: string; createdAt: Date };

type ErasureDeps = Pick<Deps, "db" | "sql" | "clock" | "settings" | "publish">;

/** Events of one statement of the second look. */
const SETTLED_AT_ONCE = 50;
/** One erasure at a stretch: then the one that waits longest goes on, so that a tenant with much history holds up no other. */
const STRETCH_MS = 500;

/**
 * Goes on with what is to be erased, for `workMsMax` and a last page, in turns. The rows remember how far it has come: a crash,
 * a repeat, and two at once are harmless. Returns whether something is left that is due now.
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

/** Walks on through one erasure until the time is up or nothing is left to do now. */
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

/** Only what had happened when it was asked for: a booking made later is a new one. */
export const endOf = ({ createdAt }: Pick<Erasure, "createdAt">): string =>
  firstIdAt("evt", new Date(createdAt.getTime() + 1));

/** How long an attempt or a fan-out that had read a payload before may still write down something of it. */
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

/** The second look: answers that came in since, deliveries and derived events that were just being made. */
const settle = async (deps: ErasureDeps, { id, tenantId, createdAt }: Erasure) => {
  for (let after = ""; ; ) {
    const rows = await deps.sql<{ id: string }>(ERASED, [tenantId, createdAt, after, SETTLED_AT_ONCE]);
    await eraseEvents(deps, { tenantId, sourceIds: rows.map((row) => row.id), customerId: null });
    if (rows.length < SETTLED_AT_ONCE) break;
    after = rows.at(-1)?.id ?? "";
  }
  await eraseAnswers(deps, { tenantId });
  await deps.sql("UPDATE webhook_erasure SET due_at = NULL WHERE id = $1", [id]);
};

const DUE = `
SELECT id, tenant_id AS "tenantId", customer_id AS "customerId", cursor, created_at AS "createdAt"
FROM webhook_erasure WHERE due_at <= now() ORDER BY due_at LIMIT 1`;

const TO_THE_END = "UPDATE webhook_erasure SET due_at = now() WHERE id = $1 AND due_at <= now()";

const ERASED = `
SELECT id FROM webhook_event WHERE tenant_id = $1 AND erased_at >= $2 AND source_event_id IS NULL AND id > $3
ORDER BY id LIMIT $4`;
