import type { Deps } from "#domain/context.ts";
import { writeLine } from "#domain/log-lines.ts";

type EndedRow = {
  tenantId: string;
  webhookId: string;
  canceled: boolean;
  sent: number;
  total: number;
  durationMs: number;
};

/** Logs that a recovery has ended. Call it where it was ended, once; it reads how far the recovery came. */
export const logRecoveryEnded = async ({ sql, log }: Pick<Deps, "sql" | "log">, recoveryId: string): Promise<void> => {
  const [row] = await sql<EndedRow>(READ, [recoveryId]);
  if (!row) return;
  const { canceled: isCanceled, total: count, ...rest } = row;
  writeLine(log, "recovery ended", { recoveryId, isCanceled, count, ...rest });
};

const READ = `
SELECT tenant_id AS "tenantId", subscription_id AS "webhookId", canceled, sent, total,
  round(extract(epoch FROM ended_at - created_at) * 1000)::float8 AS "durationMs"
FROM webhook_recovery WHERE id = $1 AND ended_at IS NOT NULL`;
