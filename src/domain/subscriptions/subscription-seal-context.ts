import type { SealContext } from "#domain/context.ts";

export const subscriptionSealContext = (
  { tenantId, subscriptionId }: { tenantId: string; subscriptionId: string },
  column: "secret" | "previous_secret" | "headers",
): SealContext => ({ tenantId, table: "webhook_subscription", column, rowId: subscriptionId });
