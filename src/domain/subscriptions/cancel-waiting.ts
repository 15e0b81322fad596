import type { Prisma } from "#generated/prisma/client.ts";

export type CancelReason = "webhook_inactive" | "webhook_disabled" | "webhook_deleted";

/**
 * Ends what waits for a webhook; the caller holds the lock of the webhook. An attempt that is running ends
 * by itself and is recorded; should it fail, its retry finds the webhook off and is canceled by the claim. A resend
 * that has not begun is dropped and its delivery keeps its final state. Tests are left alone: they answer to their caller.
 * Safe to repeat. Returns how many became canceled.
 */
export const cancelWaiting = async (
  tx: Prisma.TransactionClient,
  { tenantId, id, reason }: { tenantId: string; id: string; reason: CancelReason },
): Promise<number> => {
  // Rows are locked in id order, as the recorder of results does: unordered they deadlock.
  const canceled = await tx.$executeRaw`
    WITH waiting AS (
      SELECT id FROM webhook_delivery
      WHERE tenant_id = ${tenantId} AND subscription_id = ${id} AND status IN ('pending', 'retrying') AND NOT test
        AND (lease_token IS NULL OR starts_with(lease_token, 'batch_'))
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE webhook_delivery d
    SET status = 'canceled', reason = ${reason}, due_at = NULL, lease_token = NULL, next_trigger = 'automatic'
    FROM waiting WHERE d.id = waiting.id`;
  await tx.$executeRaw`
    WITH resend AS (
      SELECT id FROM webhook_delivery
      WHERE tenant_id = ${tenantId} AND subscription_id = ${id} AND status IN ('delivered', 'failed', 'canceled')
        AND due_at IS NOT NULL AND lease_token IS NULL AND NOT test
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE webhook_delivery d SET due_at = NULL, next_trigger = 'automatic' FROM resend WHERE d.id = resend.id`;
  return canceled;
};
