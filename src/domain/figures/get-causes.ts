import type { Actor, Deps } from "#domain/context.ts";
import { askedOf, rangeOf } from "#domain/figures/get-stats.ts";
import { readCauses } from "#domain/figures/read-figures.ts";
import type { CausesInput, CausesView } from "#domain/figures/stats.schema.ts";

/** Counts failed attempts by error code or HTTP status, the most frequent first. */
export const getCauses = async (
  deps: Pick<Deps, "sql" | "clock">,
  actor: Actor,
  input: CausesInput,
): Promise<CausesView> => {
  const { since, until } = rangeOf(deps, input);
  const { events: _, ...asked } = askedOf(actor, {
    mode: input.mode,
    webhookIds: input.webhookId === undefined ? undefined : [input.webhookId],
  });
  const rows = await readCauses(deps, { ...asked, since, until });
  return { data: rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })) };
};
