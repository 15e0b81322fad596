import { AUDIT, auditRows, auditSql } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { continueErasure, endOf, settleAfterMs } from "#domain/erase/continue-erasures.ts";
import type { EraseTarget, EraseView } from "#domain/erase/erase.schema.ts";
import { eraseEvents } from "#domain/erase/erase-events.ts";
import { findEventsOfCustomer } from "#domain/erase/find-events-of-customer.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { newId } from "#domain/ids.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkPages } from "#domain/walk-pages.ts";

const WORK_MS_MAX = 1_000;
/** Bounds a count, which cannot continue later. About 2 GB fit. */
const PREVIEW_MS_MAX = 20_000;
const TURN_SECONDS = 60;
const ANSWERS_AT_ONCE = 1_000;

type EraseDeps = Pick<Deps, "db" | "sql" | "clock" | "settings" | "publish" | "limits" | "log">;

/**
 * Erases the data of one customer or event (see `eraseEvents`). `done: false`: the rest continues in the background.
 * The audit log never names the customer. `forbidden` for a customer with a test key. A repeat is safe. `not_found`; `rate_limited` while another call of the
 * tenant runs.
 */
export const eraseData = (deps: EraseDeps, actor: Actor, target: EraseTarget): Promise<EraseView> =>
  inTurn(deps, actor, () => erase(deps, actor, target));

/** Counts without derived events. `done: false`: at least this many. `rate_limited`. */
export const previewErasure = (
  deps: Pick<Deps, "db" | "sql" | "clock" | "limits" | "log">,
  actor: Actor,
  target: EraseTarget,
): Promise<EraseView> => inTurn(deps, actor, () => preview(deps, actor, target));

/** Limits each tenant to one call, which reads its whole history. */
const inTurn = async <Result>(
  { limits }: Pick<Deps, "limits">,
  { tenantId }: Actor,
  act: () => Promise<Result>,
): Promise<Result> => {
  const giveBack = await limits.takeTurn({ name: "erase", tenantId, secondsMax: TURN_SECONDS });
  return act().finally(giveBack);
};

const erase = async (deps: Omit<EraseDeps, "limits">, actor: Actor, target: EraseTarget): Promise<EraseView> => {
  refuseTestKey(actor, target);
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
  const audit = auditRows(actor, entry, now);
  const [begun] = await deps.sql<{ createdAt: Date }>(...BEGIN({ id, tenantId, customerId, goesOnInMs, audit }));
  if (!begun) throw new Error("the database did not return the new erasure");
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
  deps: Pick<Deps, "db" | "sql" | "clock" | "log">,
  actor: Actor,
  target: EraseTarget,
): Promise<EraseView> => {
  refuseTestKey(actor, target);
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
  const countPage = async (after: string) => {
    const page = await findEventsOfCustomer(deps, { tenantId, customerId, after, end });
    count += page.ownCount;
    return page.next;
  };
  const left = await walkPages("", countPage, () => performance.now() >= until);
  return { count, done: left === null };
};

/** A customer's data is in events of both modes. */
const refuseTestKey = ({ mode }: Actor, { customerId }: EraseTarget) => {
  if (mode === "test" && customerId != null)
    throw new DomainError(
      "forbidden",
      "A test key cannot erase a customer, whose data is in live events too. Use a live key.",
    );
};

/** Prefers the source of a derived event: both hold the same data. */
const findSource = async ({ db }: Pick<Deps, "db">, { tenantId, mode }: Actor, eventId: string): Promise<string> => {
  const row = await db.webhookEvent.findFirst({
    select: { id: true, sourceEventId: true },
    where: { tenantId, id: eventId, mode },
  });
  if (!row) throw notFound("event");
  return row.sourceEventId ?? row.id;
};

const BEGIN = statement(
  { id: "text", tenantId: "text", customerId: "text", goesOnInMs: "float8", audit: AUDIT },
  ({ id, tenantId, customerId, goesOnInMs, audit }) => `
WITH begun AS (
  INSERT INTO webhook_erasure (id, tenant_id, customer_id, due_at)
  VALUES (${id}, ${tenantId}, ${customerId}, now() + ${goesOnInMs} * interval '1 millisecond') RETURNING created_at
), audit AS (${auditSql(audit, "begun")}
)
SELECT created_at AS "createdAt" FROM begun`,
);
