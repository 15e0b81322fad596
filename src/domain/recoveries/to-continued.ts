import type { Continued, RunningRecovery } from "#domain/recoveries/continue-recovery.ts";

/** Row of a written chunk: one for each delivery, or a single one without a delivery. */
export type WrittenRow = { nextAt: Date | null } & (
  | { deliveryId: string; attempts: number; generation: number; dueAt: Date }
  | { deliveryId: null }
);

/** Tells where a recovery stands after a chunk. No row means that another process was faster, and continues. */
export const toContinued = (
  { recoveryId, subscriptionId, tenantId, host }: RunningRecovery,
  rows: readonly WrittenRow[],
): Continued & { hasEnded: boolean } => {
  const nextAt = rows[0]?.nextAt;
  return {
    sent: rows.flatMap((row) => {
      if (row.deliveryId === null) return [];
      const { deliveryId, attempts, generation, dueAt } = row;
      return [{ deliveryId, subscriptionId, tenantId, host, attempts, generation, dueAt: dueAt.toISOString() }];
    }),
    next: nextAt ? { recoveryId, tenantId, dueAt: nextAt.toISOString() } : null,
    hasEnded: rows.length > 0 && !nextAt,
  };
};
