import type { Actor, Deps } from "#domain/context.ts";
import { countRecoverable } from "#domain/recoveries/count-recoverable.ts";
import type { RecoverInput } from "#domain/recoveries/recovery.schema.ts";
import { toRecoveryRange } from "#domain/recoveries/recovery-range.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";

/**
 * How many `startRecovery` would send, exactly, as long as nothing changes; also for a webhook that is off, so that one can
 * see it before turning it on. Sends nothing. `invalid`, also when there is too much to count; `not_found`, and `conflict` for a
 * deleted webhook.
 */
export const previewRecovery = async (
  deps: Pick<Deps, "clock" | "tenantDatabase">,
  actor: Actor,
  { id, ...asked }: RecoverInput & { id: string },
): Promise<{ count: number }> => {
  // Counting may take longer than a transaction may: it stays out of the one that is around, if any.
  const reading = { ...deps, ...deps.tenantDatabase(actor.tenantId) };
  const target = await findRecoveryTarget(reading, actor, id);
  return { count: await countRecoverable(reading, target, toRecoveryRange(asked, deps.clock())) };
};
