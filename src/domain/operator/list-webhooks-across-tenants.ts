import { z } from "zod";
import { objectId, severalOf } from "#domain/bounded.schema.ts";
import type { Deps } from "#domain/context.ts";
import { actorOnBehalf, type OperatorActor } from "#domain/operator/operator-deps.ts";
import { HEALTH_OF } from "#domain/operator/tenant-counts.sql.ts";
import { type Page, pageInput, toPage } from "#domain/pagination.schema.ts";
import { toColumn } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { webhookHealth, webhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, type WebhookRow, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

export const listWebhooksAcrossTenantsInput = pageInput.extend({
  health: severalOf(webhookHealth).optional().describe("Webhooks with one of these states of health"),
  tenantId: objectId.optional().describe("Webhooks of this tenant"),
});

export const webhookOfTenantView = webhookView.extend({
  tenantId: z.string(),
  failingSince: z.iso.datetime().nullable(),
  consecutiveFailures: z.number().int(),
  /** Last failed attempt to the current URL, also after a success. */
  lastFailure: z
    .object({
      at: z.iso.datetime(),
      deliveryId: z.string().nullable(),
      httpStatus: z.number().int().nullable(),
      errorCode: z.string().nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
});

type WebhookOfTenant = z.output<typeof webhookOfTenantView>;

type Row = WebhookRow & {
  failingSince: Date | null;
  lastFailureAt: Date | null;
  lastFailureDeliveryId: string | null;
  lastFailureHttpStatus: number | null;
  lastFailureErrorCode: string | null;
  lastFailureMessage: string | null;
};

/** Lists live webhooks of all tenants, newest first, never their secrets. Pages are stable while rows are added. */
export const listWebhooksAcrossTenants = async (
  deps: Pick<Deps, "sql" | "secrets" | "clock">,
  actor: OperatorActor,
  { limit, cursor, health, tenantId }: z.output<typeof listWebhooksAcrossTenantsInput>,
): Promise<Page<WebhookOfTenant>> => {
  const asked = { cursor: cursor ?? null, health: health ?? null, tenantId: tenantId ?? null };
  const rows = await deps.sql<Row>(...LIST({ limit: limit + 1, ...asked }), { isPlanKept: false });
  return toPage(rows, limit, (row) => ({
    ...toWebhookView(deps, actorOnBehalf(actor, row.tenantId), row),
    tenantId: row.tenantId,
    failingSince: row.failingSince?.toISOString() ?? null,
    consecutiveFailures: row.consecutiveFailures,
    lastFailure: row.lastFailureAt && {
      at: row.lastFailureAt.toISOString(),
      deliveryId: row.lastFailureDeliveryId,
      httpStatus: row.lastFailureHttpStatus,
      errorCode: row.lastFailureErrorCode,
      message: row.lastFailureMessage,
    },
  }));
};

const COLUMNS = [
  ...Object.entries(webhookColumns).flatMap(([field, isRead]) => (isRead ? [field] : [])),
  "failingSince",
  "lastFailureAt",
  "lastFailureDeliveryId",
  "lastFailureHttpStatus",
  "lastFailureErrorCode",
  "lastFailureMessage",
]
  .map((field) => `s.${toColumn(field)} AS "${field}"`)
  .join(", ");

const LIST = statement(
  { limit: "int", cursor: "text", health: "text[]", tenantId: "text" },
  ({ limit, cursor, health, tenantId }) => `
SELECT ${COLUMNS} FROM webhook_subscription s
WHERE s.deleted_at IS NULL AND s.mode = 'live' AND (${cursor} IS NULL OR s.id < ${cursor})
  AND (${tenantId} IS NULL OR s.tenant_id = ${tenantId}) AND (${health} IS NULL OR ${HEALTH_OF} = ANY(${health}))
ORDER BY s.id DESC LIMIT ${limit}`,
);
