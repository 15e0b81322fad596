import type { SealContext } from "#domain/context.ts";

/** Seal context of a webhook's column: sealing and opening must name the same. */
export const subscriptionPlace = (
  { tenantId, subscriptionId }: { tenantId: string; subscriptionId: string },
  column: "secret" | "previous_secret" | "headers",
): SealContext => ({ tenantId, table: "webhook_subscription", column, rowId: subscriptionId });
