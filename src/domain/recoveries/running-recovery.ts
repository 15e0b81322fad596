import type { Mode } from "#domain/mode.schema.ts";
import type { Lane } from "#domain/order-lane.ts";
import type { Place } from "#domain/subscriptions/place.ts";

export type RunningRecovery = Place & {
  recoveryId: string;
  mode: Mode;
  statuses: string[];
  includeMissing: boolean;
  deliveryCursor: string;
  eventCursor: string;
  since: Date;
  until: Date;
  deliveriesEnd: string;
  eventsEnd: string;
  events: string[];
  /** Of the webhook: deliveries made by the recovery get this version. */
  apiVersion: string;
  spacingMs: number;
  ordered: boolean;
};

/** `dueAt` is ISO 8601 for Inngest. */
export type SentDelivery = Place & { deliveryId: string; attempts: number; generation: number; dueAt: string };

/** `next`: null at the end or when another process continues. `isEarly`: not due yet. */
export type Continued = {
  sent: SentDelivery[];
  next: { recoveryId: string; tenantId: string; dueAt: string } | null;
  isEarly?: boolean;
};

export type WrittenRow = { nextAt: Date | null } & (
  | { deliveryId: string; attempts: number; generation: number; dueAt: Date; orderLane: string | null }
  | { deliveryId: null }
);

/** `lanes` have new deliveries, whose heads are not due yet. */
export type Step = Continued & { hasEnded: boolean; lanes: Lane[] };

/** Empty `rows`: another process was faster and continues. */
export const toContinued = (
  { recoveryId, subscriptionId, tenantId, host }: RunningRecovery,
  rows: readonly WrittenRow[],
): Step => {
  const nextAt = rows[0]?.nextAt;
  return {
    sent: rows.flatMap((row) => {
      if (row.deliveryId === null || row.orderLane !== null) return [];
      const { deliveryId, attempts, generation, dueAt } = row;
      return [{ deliveryId, subscriptionId, tenantId, host, attempts, generation, dueAt: dueAt.toISOString() }];
    }),
    next: nextAt ? { recoveryId, tenantId, dueAt: nextAt.toISOString() } : null,
    hasEnded: rows.length > 0 && !nextAt,
    lanes: rows.flatMap((row) =>
      row.deliveryId === null || row.orderLane === null ? [] : { subscriptionId, orderLane: row.orderLane },
    ),
  };
};
