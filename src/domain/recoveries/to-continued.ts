import type { Continued, RunningRecovery } from "#domain/recoveries/continue-recovery.ts";

/** What a chunk has written: a row for each delivery, and one without any when there was none. */
export type WrittenRow = { nextAt: Date | null } & (
  | { deliveryId: string; attempts: number; generation: number; dueAt: Date }
  | { deliveryId: null }
);

/** What a chunk has come to. Without any row another process was faster, and goes on. */
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
