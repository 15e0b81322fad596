import type { Logger } from "#domain/context.ts";
import { writeLine } from "#domain/log-lines.ts";
import { hostIn } from "#domain/shown-url.ts";
import type { HealthChange, NextHealth } from "#domain/subscriptions/health.ts";

type Changed = {
  row: { id: string; tenantId: string; url: string; failingSince: Date | null };
  next: Pick<NextHealth, "columns">;
  news: readonly HealthChange[];
  disabledReason: string | null;
  errorCode: string | null;
};

/** Logs that a webhook was paused, recovered or disabled. Warnings on the way are operational events only. */
export const logHealth = (log: Pick<Logger, "info">, { row, next, news, disabledReason, errorCode }: Changed): void => {
  const webhook = { tenantId: row.tenantId, webhookId: row.id, host: hostIn(row.url) };
  const { consecutiveFailures, failingSince } = next.columns;
  for (const piece of news) {
    if (piece === "opened")
      writeLine(log, "webhook paused", { ...webhook, errorCode, consecutiveFailures, failingSince });
    if (piece === "recovered") writeLine(log, "webhook recovered", { ...webhook, failingSince: row.failingSince });
    if (piece === "disabled")
      writeLine(log, "webhook disabled", { ...webhook, reason: disabledReason ?? "failing", errorCode });
  }
};
