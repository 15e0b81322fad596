import type pg from "pg";
import type { Booking } from "#booking/create-booking.ts";
import { type BookingJobs, startBookingJobs } from "#booking/start-booking-jobs.ts";
import { BOOKING_SCHEMA, createBookingPool } from "#database/booking-pool.ts";
import type { Logger } from "#domain/context.ts";
import { type Env, env } from "#env.ts";
import { readDemoSalon } from "#server/demo/read-demo-salon.ts";
import { deps } from "#server/deps.ts";

// Next bundles this module several times in one process; all bundles share the connections and the jobs.
const shared = globalThis as typeof globalThis & {
  bellhopBooking?: { pool: pg.Pool; jobs: BookingJobs | null; opened: Promise<DemoBooking> | null };
};

export type DemoBooking = { booking: Booking; salon: { tenantId: string; name: string } };

/**
 * Starts the background jobs of the demo's booking backend. Null without demo data. `stop` waits for the request under way.
 */
export const startDemoBooking = async (settings: Env, log: Logger): Promise<{ stop: () => Promise<void> } | null> => {
  if (!settings.SEED_DEMO) return null;
  const { pool } = sharedBooking(settings);
  const stop = async () => {
    await shared.bellhopBooking?.jobs?.stop();
    await (await shared.bellhopBooking?.opened?.catch(() => null))?.booking.close();
    await pool.end();
  };
  if (!(await isMigrated(pool))) return { stop };
  const jobs = startBookingJobs({
    pool,
    bellhop: bellhopOf(settings),
    // Commits of this process wake the relay. Others are found at the next look, and no connection stays open between.
    relay: { pollMs: 5_000, leaseMs: 15_000 },
    cancelUnpaid: async () => {
      const { cancelUnpaid } = await import("#booking/appointments/cancel-appointment.ts");
      await cancelUnpaid((await openBooking()).booking);
    },
    onNotice: (notice) =>
      log.warn(
        notice.kind === "store" ? { err: notice.error } : { reason: notice.reason },
        "the booking of the demo salon cannot send its events now",
      ),
  });
  sharedBooking(settings).jobs = jobs;
  return { stop };
};

/** Null where the demo is not offered, since everyone who reaches the page may book. */
export const demoBooking = async (): Promise<DemoBooking | null> => {
  const settings = env();
  if (!settings.offersDemoSignIn || !(await readDemoSalon(settings.DATA_DIR))) return null;
  return openBooking();
};

/** Loads Prisma's client at the first use. A failure is tried again at the next one. */
const openBooking = (): Promise<DemoBooking> => {
  const own = sharedBooking(env());
  own.opened ??= open(own.pool).catch((error: unknown) => {
    own.opened = null;
    throw error;
  });
  return own.opened;
};

const open = async (pool: pg.Pool): Promise<DemoBooking> => {
  const settings = env();
  const [{ createBooking }, { addDemoSalon }, found] = await Promise.all([
    import("#booking/create-booking.ts"),
    import("#booking/salon/add-demo-salon.ts"),
    readDemoSalon(settings.DATA_DIR),
  ]);
  if (!found) throw new Error("There is no demo.json in DATA_DIR.");
  const salon = { tenantId: found.id, name: found.name };
  const booking = createBooking({
    pool,
    bellhop: bellhopOf(settings),
    publicUrl: settings.BASE_URL,
    onProblem: (err) => deps().log.warn({ err }, "an email of the demo salon was not sent"),
    onCommit: () => shared.bellhopBooking?.jobs?.wake(),
  });
  await addDemoSalon(booking, salon);
  return { booking, salon };
};

const sharedBooking = ({ DATABASE_ENGINE_URL, DATABASE_URL }: Env) => {
  const url = DATABASE_ENGINE_URL ?? DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start through `npm start`, which provides it");
  shared.bellhopBooking ??= { pool: createBookingPool(url), jobs: null, opened: null };
  return shared.bellhopBooking;
};

const bellhopOf = ({ HOST, PORT, eventKeys: [eventKey = ""] }: Env) => ({
  baseUrl: `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${PORT}`,
  eventKey,
  timeoutMs: 5_000,
});

/** A process that starts without `npm start` may find a database without the booking's tables. */
const isMigrated = async (pool: pg.Pool): Promise<boolean> => {
  const { rows } = await pool.query("SELECT to_regclass($1) IS NOT NULL AS is", [`${BOOKING_SCHEMA}.bellhop_outbox`]);
  return rows[0]?.is === true;
};
