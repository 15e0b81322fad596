import { listFreeTimes } from "#booking/appointments/list-free-times.ts";
import type { By } from "#booking/by.ts";
import { type Booking, createBooking } from "#booking/create-booking.ts";
import { addDemoSalon } from "#booking/salon/add-demo-salon.ts";
import { startBookingJobs } from "#booking/start-booking-jobs.ts";
import { addDays, toWall } from "#booking/wall-clock.ts";
import { createBookingPool } from "#database/booking-pool.ts";
import { embeddedUrls } from "#database/database-urls.ts";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { readSettings } from "#supervisor/settings.ts";
import type { DemoSystem } from "./demo-system.ts";

export type DemoBooking = {
  booking: Booking;
  /** Takes all events whose ids were committed since the last call. */
  takeEventIds: () => string[];
  /** Times of appointments lie ahead: this moves the booking's clock to one of them. Null = the real time again. */
  setClock: (at: Date | null) => void;
  as: (kind: "customer" | "staff" | "system") => By;
  /** Finds a time of Maria or Jonas beyond the days that the booking page offers. */
  findTime: () => Promise<{ startsAt: string; staffId: string }>;
  close: () => Promise<void>;
};

const DURATION_MINUTES = 45;
const DAYS_AHEAD = { min: 15, max: 200 };

/** Opens the booking backend of the demo salon in this process, with a relay of its own. */
export const openDemoBooking = async ({ base, eventKey, tenant }: DemoSystem): Promise<DemoBooking> => {
  const pool = createBookingPool(databaseUrl());
  const ids: string[] = [];
  let clock: Date | null = null;
  const bellhop = { baseUrl: base, eventKey };
  const jobs = startBookingJobs({
    pool,
    bellhop,
    relay: { pollMs: 250 },
    onNotice: (notice) => console.log(notice.kind === "store" ? notice.error : `Events wait: ${notice.reason}`),
  });
  const booking = createBooking({
    pool,
    bellhop,
    publicUrl: base,
    clock: () => clock ?? new Date(),
    onCommit: (eventIds) => {
      ids.push(...eventIds);
      jobs.wake();
    },
  });
  await addDemoSalon(booking, { tenantId: tenant.id, name: tenant.name });
  return {
    booking,
    takeEventIds: () => ids.splice(0),
    setClock: (at) => {
      clock = at;
    },
    as: (kind) => ({
      tenantId: tenant.id,
      actor: { kind, name: kind === "system" ? "npm run demo" : kind },
      cause: kind === "staff" ? "staff" : kind === "customer" ? "customer_link" : "other",
    }),
    findTime: async () => {
      for (;;) {
        const days = DAYS_AHEAD.min + Math.floor(Math.random() * (DAYS_AHEAD.max - DAYS_AHEAD.min));
        const day = addDays(toWall(new Date(), "Europe/Berlin"), days).slice(0, 10);
        const staffIds = ["stf_maria", "stf_jonas"];
        const free = await listFreeTimes(booking, {
          tenantId: tenant.id,
          durationMinutes: DURATION_MINUTES,
          staffIds,
          day,
        });
        const found = free[Math.floor(Math.random() * free.length)];
        if (found) return found;
      }
    },
    close: async () => {
      await jobs.stop();
      await booking.close();
      await pool.end();
    },
  };
};

/** Throws when the database of the system does not run. */
const databaseUrl = (): string => {
  const { DATA_DIR, DATABASE_ENGINE_URL, DATABASE_URL } = readSettings();
  const external = DATABASE_ENGINE_URL ?? DATABASE_URL;
  if (external) return external;
  const owner = runningPostgresUrl(DATA_DIR);
  if (!owner) throw new Error(`No database runs in ${DATA_DIR}. Run \`npm start\` in another terminal.`);
  return embeddedUrls(owner).engine;
};
