import type { Actor, Deps } from "#domain/context.ts";
import { countRecoverable } from "#domain/recoveries/count-recoverable.ts";
import type { RecoverInput } from "#domain/recoveries/recovery.schema.ts";
import { toRecoveryRange } from "#domain/recoveries/recovery-range.ts";
import { findRecoveryTarget } from "#domain/recoveries/recovery-target.ts";

/**
 * Counts what `startRecovery` would send, even when the webhook is off. `invalid`: bad range or too much to count;
 * `not_found`; `conflict`.
 */
export const previewRecovery = async (
  deps: Pick<Deps, "clock" | "tenantDatabase">,
  actor: Actor,
  { id, ...asked }: RecoverInput & { id: string },
): Promise<{ count: number }> => {
  // Counting may outlast a transaction, so it runs outside.
  const reading = { ...deps, ...deps.tenantDatabase(actor.tenantId) };
  const target = await findRecoveryTarget(reading, actor, id);
  return { count: await countRecoverable(reading, target, toRecoveryRange(asked, deps.clock())) };
};
