import type pg from "pg";
import {
  type BellhopOptions,
  createBellhop,
  createOutbox,
  pgStore,
  type RelayNotice,
  type RelaySettings,
} from "#client/index.ts";

export type BookingJobs = {
  /** Call after a commit: its events go out at once. */
  wake: () => void;
  stop: () => Promise<void>;
};

type Options = {
  pool: pg.Pool;
  bellhop: BellhopOptions;
  relay?: RelaySettings;
  /** Cancels appointments that were not paid in time. Called only when there is such an appointment. */
  cancelUnpaid?: () => Promise<unknown>;
  onNotice?: (notice: RelayNotice) => void;
};

const UNPAID_MS = 30_000;
const UNPAID = "SELECT 1 FROM booking.appointment WHERE pay_by_at <= now() AND status = 'pending' LIMIT 1";

/**
 * Sends the events of the outbox, those of processes that died included, and looks for unpaid appointments. Several processes may
 * run these jobs at once. Uses plain statements: an idle process does without Prisma's client.
 */
export const startBookingJobs = ({ pool, bellhop, relay, cancelUnpaid, onNotice }: Options): BookingJobs => {
  const outbox = createOutbox({ bellhop: createBellhop(bellhop), store: pgStore(pool) });
  const { wake, stop } = outbox.startRelay({ pollMs: 2_000, ...relay, ...(onNotice && { onNotice }) });
  const look = async () => {
    const { rowCount } = await pool.query(UNPAID);
    if (rowCount) await cancelUnpaid?.();
  };
  const report = (error: unknown) => onNotice?.({ kind: "store", error });
  const timer = cancelUnpaid ? setInterval(() => void look().catch(report), UNPAID_MS) : undefined;
  return {
    wake,
    stop: async () => {
      clearInterval(timer);
      await stop();
    },
  };
};
