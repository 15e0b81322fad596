import { actorId } from "#domain/actor-id.ts";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { PauseInput, PauseView } from "#domain/operator/pause.schema.ts";
import { type PauseRow, pauseColumns, toPauseView } from "#domain/operator/pause-view.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";
import { waitUntilProcessesKnow } from "#domain/pauses/wait-until-processes-know.ts";

/** Bounds pauses of operators. Each process keeps suspended tenants and own limits in memory too, which have no bound. */
export const PAUSES_MAX = 1_000;

const LOCK_KEY = ADVISORY_LOCKS.pauses;

/**
 * Stops sending in a scope while intake goes on. After the answer, no attempt begins on any process; running attempts end. A repeat
 * keeps the pause and changes its note. `not_found`: no such tenant or webhook. `conflict`: `PAUSES_MAX` is reached, never for `all`.
 * `busy`: see `waitUntilProcessesKnow`; the pause is stored then.
 */
export const pauseSending = async (
  deps: Deps,
  actor: OperatorActor,
  { scope, note }: { scope: string } & PauseInput,
): Promise<PauseView> => {
  const startedAt = performance.now();
  const { row, isNew } = await deps.engineTransaction(async (bound) => {
    // Two calls could otherwise exceed the limit, or write two audit lines.
    await bound.sql(`SELECT pg_advisory_xact_lock(${LOCK_KEY})`);
    await requireTarget(bound, scope);
    const known = await bound.db.sendingPause.findFirst({ select: pauseColumns, where: { scope, cause: "operator" } });
    const row = known
      ? await change(bound, known, note)
      : await create({ ...bound, clock: deps.clock }, actor, { scope, note: note ?? null });
    const target = { kind: "pause", id: scope } as const;
    const changed = { action: "pause.updated", target, details: { changed: ["note"] } } as const;
    if (!known) await recordOperatorAudit(bound.db, actor, [{ action: "pause.set", target }], deps);
    else if (row.note !== known.note) await recordOperatorAudit(bound.db, actor, [changed], deps);
    return { row, isNew: !known };
  });
  await waitUntilProcessesKnow(deps, { endsSending: true });
  if (isNew) writeLine(deps.log, "sending paused", { scope, durationMs: msSince(startedAt) });
  return toPauseView(row);
};

const requireTarget = async ({ db }: Pick<Deps, "db">, scope: string): Promise<void> => {
  const [, kind, id = ""] = /^(tenant|webhook):(.+)$/s.exec(scope) ?? [];
  if (kind === "tenant" && !(await db.tenant.findUnique({ select: { id: true }, where: { id } })))
    throw new DomainError("not_found", `There is no tenant ${JSON.stringify(id)}.`);
  const where = { id, deletedAt: null };
  if (kind === "webhook" && !(await db.webhookSubscription.findFirst({ select: { id: true }, where })))
    throw notFound("webhook");
};

const create = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  actor: OperatorActor,
  { scope, note }: { scope: string; note: string | null },
): Promise<PauseRow> => {
  // No limit stops the kill switch.
  if (scope !== "all" && (await db.sendingPause.count({ where: { cause: "operator" } })) >= PAUSES_MAX)
    throw new DomainError(
      "conflict",
      `There are ${PAUSES_MAX} pauses, which is the limit. End one that is over, or pause more at once.`,
    );
  const actorName = actor.by.kind === "system" ? null : (actor.by.name ?? null);
  const data = { scope, cause: "operator", note, actorId: actorId(actor), actorName, createdAt: clock() };
  return db.sendingPause.create({ data, select: pauseColumns });
};

const change = async ({ db }: Pick<Deps, "db">, known: PauseRow, note: string | null | undefined): Promise<PauseRow> =>
  note === undefined || note === known.note
    ? known
    : db.sendingPause.update({
        data: { note },
        where: { scope_cause: { scope: known.scope, cause: "operator" } },
        select: pauseColumns,
      });
