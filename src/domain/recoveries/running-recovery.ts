import type { Place } from "#domain/subscriptions/place.ts";

/** A recovery that has not ended, and its webhook. */
export type RunningRecovery = Place & {
  recoveryId: string;
  statuses: string[];
  includeMissing: boolean;
  deliveryCursor: string;
  eventCursor: string;
  since: Date;
  until: Date;
  /** Positions of the cursors when nothing is left. */
  deliveriesEnd: string;
  eventsEnd: string;
  /** Event types that the webhook wants. */
  events: string[];
  /** Time between two deliveries. */
  spacingMs: number;
};

/** A delivery that a chunk has made due. Dates are ISO 8601, since they pass through Inngest. */
export type SentDelivery = Place & { deliveryId: string; attempts: number; generation: number; dueAt: string };

/**
 * `next`: when the recovery goes on; null when it has ended or another process goes on with it. `isEarly`: nothing was done,
 * because the recovery is not due yet.
 */
export type Continued = {
  sent: SentDelivery[];
  next: { recoveryId: string; tenantId: string; dueAt: string } | null;
  isEarly?: boolean;
};

export type WrittenRow = { nextAt: Date | null } & (
  | { deliveryId: string; attempts: number; generation: number; dueAt: Date }
  | { deliveryId: null }
);

/** No row means that another process was faster and goes on. */
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
