import { DomainError } from "#domain/errors.ts";
import type { TenantSettingsView } from "#domain/operator/operator-tenant.schema.ts";

export type TenantRow = {
  id: string;
  name: string;
  createdAt: Date;
  suspendedAt: Date | null;
  eventsPerSecond: number | null;
  webhooksMax: number | null;
  storageMb: number | null;
  retentionDays: number | null;
  removingAt: Date | null;
  removedRows: number;
};

/** SQL: columns of `TenantRow`. */
export const tenantColumns = (tenant: string): string => `
  ${tenant}.id, ${tenant}.name, ${tenant}.created_at AS "createdAt", ${tenant}.suspended_at AS "suspendedAt",
  ${tenant}.events_per_second AS "eventsPerSecond", ${tenant}.webhooks_max AS "webhooksMax", ${tenant}.storage_mb AS "storageMb",
  ${tenant}.retention_days AS "retentionDays", ${tenant}.removing_at AS "removingAt", ${tenant}.removed_rows::float8 AS "removedRows"`;

export const toTenantSettings = (row: TenantRow): TenantSettingsView => ({
  id: row.id,
  name: row.name,
  suspended: row.suspendedAt !== null,
  suspendedAt: row.suspendedAt?.toISOString() ?? null,
  limits: { eventsPerSecond: row.eventsPerSecond, webhooks: row.webhooksMax, storageMb: row.storageMb },
  retentionDays: row.retentionDays,
  createdAt: row.createdAt.toISOString(),
  removal: row.removingAt && { startedAt: row.removingAt.toISOString(), rowsRemoved: row.removedRows },
});

export const noTenant = (id: string) => new DomainError("not_found", `There is no tenant ${JSON.stringify(id)}.`);
