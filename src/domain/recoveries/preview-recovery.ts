import type { Actor, Deps } from "#domain/context.ts";
import { countRecoverable } from "#domain/recoveries/count-recoverable.ts";
import type { RecoverInput } from "#domain/recoveries/recovery.schema.ts";
import { toRecoveryRange } from "#domain/recoveries/recovery-range.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";

/**
 * Counts exactly what `startRecovery` would send, as long as nothing changes; also for a webhook that is off, so that a person
 * can decide before turning it on. `invalid`, also when there is too much to count; `not_found`; `conflict` when deleted.
 */
export const previewRecovery = async (
  deps: Pick<Deps, "clock" | "tenantDatabase">,
  actor: Actor,
  { id, ...asked }: RecoverInput & { id: string },
): Promise<{ count: number }> => {
  // Counting may take longer than a transaction may, so it stays outside the caller's transaction.
  const reading = { ...deps, ...deps.tenantDatabase(actor.tenantId) };
  const target = await findRecoveryTarget(reading, actor, id);
  return { count: await countRecoverable(reading, target, toRecoveryRange(asked, deps.clock())) };
};
