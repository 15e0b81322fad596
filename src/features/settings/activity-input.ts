import type { ListAuditInput } from "#domain/audit/audit.schema.ts";

export type ActivityKind = NonNullable<ListAuditInput["kind"]>;

export const activityInput = (kind?: ActivityKind) => ({ limit: 30, ...(kind ? { kind } : {}) });
