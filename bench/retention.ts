import { deleteExpired, type RetentionPlace } from "#domain/retention/delete-expired.ts";
import { fillLog, LOG_DAYS } from "#tests/log/fill-log.ts";
import type { BenchWebhook } from "./add-webhooks.ts";
import { firstAttemptTimes } from "./paced-traffic.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import type { System } from "./start-system.ts";

export type RetentionResult = { deletedRows: number; deletedPerSecond: number; timesMs: number[] };

const PER_SECOND = 50;
const WORK_MS = 3_000;
const DAY_MS = 86_400_000;

/** Measures first attempts of healthy webhooks while expired deliveries are deleted. */
export const measureRetention = async (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { deliveries, seconds }: { deliveries: number; seconds: number },
): Promise<RetentionResult> => {
  const longAgo = new Date(Date.now() - (LOG_DAYS + 1) * DAY_MS);
  await fillLog(system.databaseUrl, { from: 1, to: deliveries, of: deliveries, now: longAgo, onProgress: say });
  let isWanted = true;
  let deletedRows = 0;
  const startedAt = performance.now();
  const deleteAll = async (): Promise<number> => {
    let from: RetentionPlace | null = null;
    do {
      const { deleted, next }: Awaited<ReturnType<typeof deleteExpired>> = await deleteExpired(system.deps, {
        from,
        workMsMax: WORK_MS,
      });
      deletedRows += Object.values(deleted).reduce((sum, rows) => sum + rows, 0);
      from = next;
    } while (from && isWanted);
    isWanted = false;
    return (performance.now() - startedAt) / 1_000;
  };
  const [timesMs, workedSeconds] = await Promise.all([
    firstAttemptTimes(system, receiver, healthy, { perSecond: PER_SECOND, seconds, isWanted: () => isWanted }).finally(
      () => {
        isWanted = false;
      },
    ),
    deleteAll(),
  ]);
  const deletedPerSecond = Math.round(deletedRows / workedSeconds);
  return { deletedRows, deletedPerSecond, timesMs };
};
