import type { SealContext } from "#domain/context.ts";

/** Where a sealed column of a webhook lies: what seals it and what opens it must say the same. */
export const subscriptionPlace = (
  { tenantId, subscriptionId }: { tenantId: string; subscriptionId: string },
  column: "secret" | "previous_secret" | "headers",
): SealContext => ({ tenantId, table: "webhook_subscription", column, rowId: subscriptionId });
