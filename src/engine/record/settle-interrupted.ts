import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { logInterrupted } from "#engine/attempt/attempt-line.ts";
import { type Ended, failedDeliveryEvents } from "#engine/record/failed-delivery-events.ts";
import { HELD, SETTLE, SETTLE_AND_NOTIFY } from "#engine/record/settle-interrupted.sql.ts";
import { retryDelayMs } from "#engine/retry/retry-schedule.ts";

/** Limits interruptions: a request that kills its worker must end some time. */
const INTERRUPTIONS_PER_FAILURE = 5;

type Interrupted = Ended["claimed"] & { failures: number; interruptions: number; traceParent: string | null };

/** Wait after an attempt that this process could not send. Doubles each time. */
const OWN_FAULT_WAIT_MS = 2_000;
const STOPPED = "Our own process stopped during this attempt. It does not count against the receiver.";

/** One attempt that its own process could not send. Tenants see `message`. */
type OwnFault = { heldBy: string; number: number; message: string };

/**
 * Settles deliveries whose lease ran out: their attempt becomes `interrupted`, and they are due now. The fifth interruption in a row
 * counts as a failure. Safe to repeat. Returns how many were settled.
 */
export const settleInterrupted = async (
  deps: Pick<Deps, "sql" | "random" | "settings" | "clock" | "publish" | "log" | "bodyPacking">,
  deliveryIds: readonly string[],
  own: OwnFault | null = null,
): Promise<number> => {
  const { sql, random, settings, publish } = deps;
  const heldBy = own?.heldBy ?? null;
  const rows = await sql<Interrupted>(...HELD({ deliveryIds, heldBy, number: own?.number ?? null }));
  if (rows.length === 0) return 0;
  const message = own?.message ?? STOPPED;
  const settled = rows.map((row) => settledState(row, random(), settings, own !== null));
  const error = { code: "interrupted", message };
  const failed = failedDeliveryEvents(
    deps,
    settled.map((after, index) => ({ claimed: rows[index] ?? after, error, after })),
  );
  const values = {
    settled: settled.map(({ deliveryId, number, status, failures, interruptions, dueInMs }) => ({
      id: deliveryId,
      attempts: number,
      status,
      failures,
      interruptions,
      dueInMs,
      attemptId: newId("att"),
    })),
    heldBy,
    message,
  };
  const written = await sql<{ id: string }>(
    ...(failed.length > 0 ? SETTLE_AND_NOTIFY({ ...values, failed }) : SETTLE(values)),
  );
  if (failed.length > 0) publish({ channel: "events" });
  // The caller logs its own fault.
  if (!own) {
    const ids = new Set(written.map(({ id }) => id));
    for (const row of rows.filter(({ deliveryId }) => ids.has(deliveryId)))
      logInterrupted(deps.log, row, { lane: null, reason: message, nextAttemptAt: null });
  }
  return written.length;
};

const settledState = (
  row: Interrupted,
  random: number,
  settings: Deps["settings"],
  isOwn: boolean,
): Interrupted & { dueInMs: number | null } => {
  const wasFinal = !["pending", "retrying"].includes(row.status);
  if (row.test) return { ...row, status: "failed", dueInMs: null };
  const interruptions = row.interruptions + 1;
  if (interruptions < INTERRUPTIONS_PER_FAILURE)
    return { ...row, interruptions, dueInMs: isOwn ? OWN_FAULT_WAIT_MS * 2 ** (interruptions - 1) : 0 };
  const failures = row.failures + 1;
  const delay = wasFinal ? null : retryDelayMs(failures, { ...settings, random });
  const status = delay !== null ? "retrying" : row.status === "delivered" ? "delivered" : "failed";
  return { ...row, interruptions: 0, failures, status, dueInMs: delay };
};
