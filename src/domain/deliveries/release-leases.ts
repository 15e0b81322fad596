import type { Deps } from "#domain/context.ts";

/** Makes due at once what a dead process held. Its open attempts are settled by whoever claims next. */
export const releaseLeases = async ({ sql }: Pick<Deps, "sql">, workerId: string): Promise<void> => {
  await sql(
    `UPDATE webhook_delivery SET due_at = now()
     WHERE id IN (SELECT id FROM webhook_delivery WHERE lease_token = $1 AND due_at IS NOT NULL ORDER BY id FOR NO KEY UPDATE)`,
    [workerId],
  );
};
