import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { isHeld } from "#domain/order-lane.ts";

export const deliveryColumns = {
  id: true,
  subscriptionId: true,
  eventId: true,
  event: true,
  status: true,
  reason: true,
  test: true,
  mode: true,
  attempts: true,
  dueAt: true,
  leaseToken: true,
  lastAttemptAt: true,
  deliveredAt: true,
  createdAt: true,
} as const;

export type DeliveryRow = {
  id: string;
  subscriptionId: string;
  eventId: string;
  event: string;
  status: string;
  reason: string | null;
  test: boolean;
  mode: string;
  attempts: number;
  dueAt: Date | null;
  leaseToken: string | null;
  lastAttemptAt: Date | null;
  deliveredAt: Date | null;
  createdAt: Date;
  waitsFor?: string | null;
};

/** `dueAt` of a leased row is the end of the lease, and of a held row no instant at all: neither is a next attempt. */
export const toDeliveryView = (row: DeliveryRow): DeliveryView => ({
  id: row.id,
  webhookId: row.subscriptionId,
  eventId: row.eventId,
  event: row.event,
  status: row.status as DeliveryView["status"],
  reason: row.reason,
  test: row.test,
  mode: row.mode as DeliveryView["mode"],
  attemptCount: row.attempts,
  nextAttemptAt: row.leaseToken === null && !isHeld(row.dueAt) ? (row.dueAt?.toISOString() ?? null) : null,
  waitsFor: isHeld(row.dueAt) ? (row.waitsFor ?? null) : null,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
