import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

export const recoveryColumns = {
  id: true,
  subscriptionId: true,
  since: true,
  until: true,
  statuses: true,
  includeMissing: true,
  total: true,
  sent: true,
  canceled: true,
  createdAt: true,
  endedAt: true,
} as const satisfies Prisma.WebhookRecoverySelect;

type RecoveryRow = Prisma.WebhookRecoveryGetPayload<{ select: typeof recoveryColumns }>;

export const toRecoveryView = (row: RecoveryRow): RecoveryView => ({
  id: row.id,
  webhookId: row.subscriptionId,
  since: row.since.toISOString(),
  until: row.until.toISOString(),
  status: row.statuses as RecoveryView["status"],
  includeMissing: row.includeMissing,
  state: stateOf(row),
  count: row.total,
  sent: row.sent,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

const stateOf = ({ endedAt, canceled }: Pick<RecoveryRow, "endedAt" | "canceled">): RecoveryView["state"] => {
  if (!endedAt) return "running";
  return canceled ? "canceled" : "done";
};
