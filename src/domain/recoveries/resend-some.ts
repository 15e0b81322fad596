import type { Deps } from "#domain/context.ts";
import { SCAN } from "#domain/recoveries/recoverable.sql.ts";
import { FIND_RECOVERABLE, RESEND } from "#domain/recoveries/resend-some.sql.ts";
import { type RunningRecovery, type Step, toContinued, type WrittenRow } from "#domain/recoveries/running-recovery.ts";

/** Gives a failed delivery one attempt, a canceled one its whole schedule. The cursor always moves. */
export const resendSome = async (
  { sql }: Pick<Deps, "sql">,
  recovery: RunningRecovery,
  limit: number,
): Promise<Step> => {
  const { recoveryId, tenantId, subscriptionId, deliveryCursor, deliveriesEnd, statuses, spacingMs } = recovery;
  const between = { tenantId, subscriptionId, after: deliveryCursor, before: deliveriesEnd };
  const [found] = await sql<{ ids: string[]; last: string | null; seen: number }>(
    ...FIND_RECOVERABLE({ ...between, statuses, limit }),
  );
  const { ids, last, seen } = found ?? { ids: [], last: null, seen: 0 };
  const isFull = ids.length === limit;
  const cursor = (isFull ? ids.at(-1) : seen === SCAN ? last : null) ?? deliveriesEnd;
  const isLast = cursor === deliveriesEnd && !recovery.includeMissing;
  const rows = await sql<WrittenRow>(...RESEND({ recoveryId, deliveryCursor, cursor, ids, spacingMs, isLast }));
  return toContinued(recovery, rows);
};
