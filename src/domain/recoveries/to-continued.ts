import type { Continued, RunningRecovery } from "#domain/recoveries/continue-recovery.ts";

/** What a chunk has written: a row for each delivery, and one without any when there was none. */
export type WrittenRow = { nextAt: Date | null } & (
  | { deliveryId: string; attempts: number; generation: number; dueAt: Date }
  | { deliveryId: null }
);

/** No row at all: somebody else was faster and goes on. */
export const toContinued = (
  { recoveryId, subscriptionId, tenantId, host }: RunningRecovery,
  rows: readonly WrittenRow[],
): Continued => {
  const nextAt = rows[0]?.nextAt;
  return {
    sent: rows.flatMap((row) => {
      if (row.deliveryId === null) return [];
      const { deliveryId, attempts, generation, dueAt } = row;
      return [{ deliveryId, subscriptionId, tenantId, host, attempts, generation, dueAt: dueAt.toISOString() }];
    }),
    next: nextAt ? { recoveryId, tenantId, dueAt: nextAt.toISOString() } : null,
  };
};
