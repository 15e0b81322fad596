import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";
import { waitUntilProcessesKnow } from "#domain/pauses/wait-until-processes-know.ts";
import { drainWaiting } from "#domain/subscriptions/drain-waiting.ts";

/** Ends a pause. Deliveries that gathered go out at the rate of a recovered webhook. `not_found` when the scope is not paused. */
export const resumeSending = async (deps: Deps, actor: OperatorActor, { scope }: { scope: string }): Promise<void> => {
  const startedAt = performance.now();
  const where = { scope, cause: "operator" };
  if (!(await deps.db.sendingPause.findFirst({ select: { scope: true }, where }))) throw notPaused(scope);
  await drainWaiting(deps, [scope]);
  await deps.engineTransaction(async (bound) => {
    const { count } = await bound.db.sendingPause.deleteMany({ where });
    if (count === 0) throw notPaused(scope);
    await recordOperatorAudit(bound.db, actor, [{ action: "pause.ended", target: { kind: "pause", id: scope } }], deps);
  });
  await waitUntilProcessesKnow(deps, { endsSending: false });
  writeLine(deps.log, "sending resumed", { scope, durationMs: msSince(startedAt) });
};

const notPaused = (scope: string) => new DomainError("not_found", `There is no pause of ${JSON.stringify(scope)}.`);
