import type { Deps } from "#domain/context.ts";
import { isSendingPaused } from "#domain/pauses/sending-paused.ts";

/**
 * `expired`: the lease ran out, so the last attempt must be settled first. `gated`: due, but the webhook's gate is closed. `paused`:
 * due, but its sending is paused.
 */
export type ClaimRefusal =
  | { answer: "final" }
  | { answer: "held" }
  | { answer: "not_due"; dueAt: Date }
  | { answer: "gated"; opensInMs: number }
  | { answer: "expired" }
  | { answer: "paused" };

type RefusedRow = {
  dueAt: Date | null;
  leased: boolean;
  overdue: boolean;
  opensInMs: number | null;
  isGated: boolean;
  isPaused: boolean;
};

/** Returns `not_due` with a past time for a row that became due meanwhile. */
export const explainRefusal = async ({ sql }: Pick<Deps, "sql">, deliveryId: string): Promise<ClaimRefusal> => {
  const [row] = await sql<RefusedRow>(REFUSED, [deliveryId]);
  if (!row?.dueAt) return { answer: "final" };
  if (row.leased) return { answer: row.overdue ? "expired" : "held" };
  if (row.overdue && row.isPaused) return { answer: "paused" };
  if (row.overdue && row.isGated) return { answer: "gated", opensInMs: Math.max(0, row.opensInMs ?? 0) };
  return { answer: "not_due", dueAt: row.dueAt };
};

const REFUSED = `
SELECT d.due_at AS "dueAt", d.lease_token IS NOT NULL AS leased, d.due_at <= now() AS overdue,
  (extract(epoch FROM s.gate_at - now()) * 1000)::float8 AS "opensInMs", s.gate_at IS NOT NULL AS "isGated",
  ${isSendingPaused("s")} AS "isPaused"
FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id WHERE d.id = $1`;
