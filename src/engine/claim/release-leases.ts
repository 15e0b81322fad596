import type { Deps } from "#domain/context.ts";
import { RESERVATION_PREFIX } from "#engine/claim/claim-deliveries.ts";

/** Makes due at once what a dead process held, or had reserved for its batches. Its open attempts are settled by whoever claims next. */
export const releaseLeases = async ({ sql }: Pick<Deps, "sql">, workerId: string): Promise<void> => {
  await sql(
    `UPDATE webhook_delivery SET due_at = now()
     WHERE id IN (SELECT id FROM webhook_delivery WHERE due_at > now()
       AND (lease_token = $1 OR starts_with(lease_token, '${RESERVATION_PREFIX}' || $1 || ':')) ORDER BY id FOR NO KEY UPDATE)`,
    [workerId],
  );
};
