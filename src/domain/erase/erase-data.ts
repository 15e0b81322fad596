import { auditSql, auditValues } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { continueErasure, endOf, settleAfterMs } from "#domain/erase/continue-erasures.ts";
import type { EraseTarget, EraseView } from "#domain/erase/erase.schema.ts";
import { eraseEvents } from "#domain/erase/erase-events.ts";
import { findEventsOfCustomer } from "#domain/erase/find-events-of-customer.ts";
import { notFound } from "#domain/errors.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { newId } from "#domain/ids.ts";

/** Time that a person waits for the answer. The events of most tenants are read within it. */
const WORK_MS_MAX = 1_000;
/** Limits counting, which has no row to continue from. Two gigabytes are read within this time. */
const PREVIEW_MS_MAX = 20_000;
/** Length of a turn, longer than the work. */
const TURN_SECONDS = 60;
/** Limits the remembered answers that are erased while a caller waits. The second look finds the rest. */
const ANSWERS_AT_ONCE = 1_000;

type EraseDeps = Pick<Deps, "db" | "sql" | "clock" | "settings" | "publish" | "limits" | "log">;

/**
 * Erases all data of one customer or one event for good (see `eraseEvents`). Long work continues in the background (`done: false`). The
 * audit log names the person who asked, and not the customer. Safe to repeat: an erased event is not counted again. An unknown customer
 * counts 0. `not_found` for another tenant's event; `rate_limited` while another call of the tenant runs.
 */
export const eraseData = (deps: EraseDeps, actor: Actor, target: EraseTarget): Promise<EraseView> =>
  inTurn(deps, actor, () => erase(deps, actor, target));

/**
 * Counts the events that would be erased, without derived ones. The count is a lower bound when `done` is false, since reading all payloads
 * of the tenant takes too long. `rate_limited` while another call of the tenant runs.
 */
export const previewErasure = (
  deps: Pick<Deps, "db" | "sql" | "clock" | "limits">,
  actor: Actor,
  target: EraseTarget,
): Promise<EraseView> => inTurn(deps, actor, () => preview(deps, actor, target));

/** Lets one call of a tenant read its history at a time, so that other tenants' requests go in between. */
const inTurn = async <Result>(
  { limits }: Pick<Deps, "limits">,
  { tenantId }: Actor,
  act: () => Promise<Result>,
): Promise<Result> => {
  const giveBack = await limits.takeTurn({ name: "erase", tenantId, secondsMax: TURN_SECONDS });
  return act().finally(giveBack);
};

const erase = async (deps: Omit<EraseDeps, "limits">, actor: Actor, target: EraseTarget): Promise<EraseView> => {
  const { tenantId } = actor;
  const sourceId = target.eventId == null ? null : await findSource(deps, actor, target.eventId);
  const now = deps.clock();
  const id = newId("ers", now.getTime());
  const customerId = target.customerId ?? null;
  const entry = {
    action: "data.erased",
    target: { kind: "event", id: target.eventId ?? null },
    details: { what: target.eventId == null ? "customer" : "event" },
  } as const;
  const goesOnInMs = customerId === null ? settleAfterMs(deps) : WORK_MS_MAX;
  const values = [id, tenantId, customerId, goesOnInMs, ...auditValues(actor, entry, now)];
  const [begun] = await deps.sql<{ createdAt: Date }>(BEGIN, values);
  if (!begun) throw new Error("the erasure was not begun");
  await eraseAnswers(deps, { tenantId, rowsMax: ANSWERS_AT_ONCE });
  if (sourceId !== null) {
    const { count } = await eraseEvents(deps, { tenantId, sourceIds: [sourceId], customerId: null });
    deps.publish({ channel: "tenant", tenantId });
    return { count, done: true };
  }
  await continueErasure(
    deps,
    { id, tenantId, customerId, cursor: "", ...begun },
    { until: performance.now() + WORK_MS_MAX },
  );
  const row = await deps.db.webhookErasure.findUniqueOrThrow({ where: { id } });
  return { count: row.erased, done: row.customerId === null };
};

const preview = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  actor: Actor,
  target: EraseTarget,
): Promise<EraseView> => {
  const { tenantId } = actor;
  if (target.eventId != null) {
    const sourceId = await findSource(deps, actor, target.eventId);
    const where = { tenantId, id: sourceId, erasedAt: null };
    return { count: await deps.db.webhookEvent.count({ where }), done: true };
  }
  const end = endOf({ createdAt: deps.clock() });
  const customerId = target.customerId ?? "";
  const until = performance.now() + PREVIEW_MS_MAX;
  let count = 0;
  for (let after: string | null = ""; after !== null; ) {
    if (performance.now() >= until) return { count, done: false };
    const page = await findEventsOfCustomer(deps, { tenantId, customerId, after, end });
    count += page.ownCount;
    after = page.next;
  }
  return { count, done: true };
};

/** Finds the source of a derived event, which holds the same data, or the event itself. */
const findSource = async ({ db }: Pick<Deps, "db">, { tenantId }: Actor, eventId: string): Promise<string> => {
  const row = await db.webhookEvent.findFirst({
    select: { id: true, sourceEventId: true },
    where: { tenantId, id: eventId },
  });
  if (!row) throw notFound("event");
  return row.sourceEventId ?? row.id;
};

const BEGIN = `
WITH begun AS (
  INSERT INTO webhook_erasure (id, tenant_id, customer_id, due_at)
  VALUES ($1, $2, $3, now() + $4::float8 * interval '1 millisecond') RETURNING created_at
), audit AS (${auditSql(5, "begun")}
)
SELECT created_at AS "createdAt" FROM begun`;
