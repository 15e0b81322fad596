import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { logInterrupted } from "#engine/attempt/attempt-line.ts";
import { type Ended, failedDeliveryEvents } from "#engine/record/failed-delivery-events.ts";
import { HELD, SETTLE, SETTLE_AND_NOTIFY } from "#engine/record/settle-interrupted.sql.ts";
import { retryDelayMs } from "#engine/retry/retry-schedule.ts";

/** Limits interruptions: a request that kills its worker must not be sent for ever. */
const INTERRUPTIONS_PER_FAILURE = 5;

type Interrupted = Ended["claimed"] & { failures: number; interruptions: number };

/** Wait after an attempt that this process could not send, doubled each time: the fault may last. */
const OWN_FAULT_WAIT_MS = 2_000;
const STOPPED = "Our own process stopped during this attempt. It does not count against the receiver.";

/** Names the one attempt that its holder could not send. `message` says why in words for a tenant. */
type OwnFault = { heldBy: string; number: number; message: string };

/**
 * Settles deliveries whose lease ran out, since their process died or froze. The attempt becomes `interrupted`, and the delivery is
 * due at once; the fifth interruption in a row counts as a failure. Safe to repeat. Returns how many were settled.
 */
export const settleInterrupted = async (
  deps: Pick<Deps, "sql" | "random" | "settings" | "clock" | "publish" | "log">,
  deliveryIds: readonly string[],
  own: OwnFault | null = null,
): Promise<number> => {
  const { sql, random, settings, publish } = deps;
  const heldBy = own?.heldBy ?? null;
  const rows = await sql<Interrupted>(HELD, [deliveryIds, heldBy, own?.number ?? null]);
  if (rows.length === 0) return 0;
  const message = own?.message ?? STOPPED;
  const settled = rows.map((row) => settledState(row, random(), settings, own !== null));
  const error = { code: "interrupted", message };
  const failed = failedDeliveryEvents(
    deps,
    settled.map((after, index) => ({ claimed: rows[index] ?? after, error, after })),
  );
  const written = await sql<{ id: string }>(failed.count > 0 ? SETTLE_AND_NOTIFY : SETTLE, [
    settled.map(({ deliveryId }) => deliveryId),
    settled.map(({ number }) => number),
    settled.map(({ status }) => status),
    settled.map(({ failures }) => failures),
    settled.map(({ interruptions }) => interruptions),
    settled.map(({ dueInMs }) => dueInMs),
    heldBy,
    message,
    settled.map(() => newId("att")),
    ...failed.columns,
  ]);
  if (failed.count > 0) publish({ channel: "events" });
  // The process that settles a fault of its own knows more about it, and logs it.
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
