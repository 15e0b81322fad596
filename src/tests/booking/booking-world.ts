import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished } from "vitest";
import { type AppointmentKey, readAppointment } from "#booking/appointments/appointment.ts";
import { type BookInput, bookAppointment } from "#booking/appointments/book-appointment.ts";
import type { By } from "#booking/by.ts";
import { type BookingOptions, createBooking, type Email } from "#booking/create-booking.ts";
import { addDemoSalon } from "#booking/salon/add-demo-salon.ts";
import { type BookingJobs, startBookingJobs } from "#booking/start-booking-jobs.ts";
import { createBookingPool } from "#database/booking-pool.ts";
import { embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateBooking } from "#database/migrations/migrate-booking.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";

type Sent = { id: string; name: string; ts: number; data: Record<string, unknown> };

export const TENANT = "salon-aurora";

export const STAFF: By = { tenantId: TENANT, actor: { kind: "staff", id: "usr_ada", name: "Ada" }, cause: "staff" };
export const CUSTOMER: By = { tenantId: TENANT, actor: { kind: "customer", name: "Bea" }, cause: "customer_link" };
export const API: By = { tenantId: TENANT, actor: { kind: "api", id: "key_1" }, cause: "api" };

/** The booking backend on a database of its own, at a standing clock, with a Bellhop that keeps what it gets. */
export const bookingWorld = async () => {
  const serverUrl = inject("serverUrl");
  const name = `booking_${randomBytes(8).toString("hex")}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const urls = embeddedUrls(databaseUrl(serverUrl, name));
  await migrateBooking(urls);
  const pool = createBookingPool(urls.engine, 10);
  const ownerPool = createBookingPool(urls.owner, 1);
  const world = {
    now: new Date("2026-03-20T08:00:00Z"),
    taken: [] as Sent[],
    emails: [] as Email[],
    sendEmail: async (_: Email): Promise<void> => {},
  };
  const keepEmail = async (email: Email) => void world.emails.push(email);
  const bellhop: BookingOptions["bellhop"] = {
    baseUrl: "https://hooks.example.com",
    eventKey: "k",
    fetch: async (_, { body }) => {
      const events: Sent[] = JSON.parse(body);
      world.taken.push(...events);
      return Response.json({ ids: events.map(({ id }) => id), status: 200 });
    },
  };
  const booking = createBooking({
    pool,
    bellhop,
    publicUrl: "https://book.example.com",
    clock: () => world.now,
    sendEmail: (email) => world.sendEmail(email),
  });
  await addDemoSalon(booking, { tenantId: TENANT, name: "Salon Aurora" });
  let customers = 0;
  return Object.assign(world, {
    urls,
    pool,
    /** May change tables. */
    ownerPool,
    booking,
    /** Runs the relay until the test ends. */
    startJobs: (options: { cancelUnpaid?: () => Promise<unknown> } = {}): BookingJobs => {
      const jobs = startBookingJobs({ pool, bellhop, relay: { pollMs: 20 }, ...options });
      onTestFinished(() => jobs.stop());
      return jobs;
    },
    /** Books a haircut with Maria for a customer of its own. */
    book: (given: Partial<BookInput> = {}, by = CUSTOMER) => {
      const email = `customer-${++customers}@example.com`;
      return bookAppointment(booking, by, {
        serviceId: "svc_haircut",
        staffId: "stf_maria",
        startsAt: "2026-03-24T10:00",
        customer: { name: "Bea", email, locale: "de-DE" },
        ...given,
      });
    },
    read: ({ id }: Pick<AppointmentKey, "id">) => readAppointment(booking.db, { tenantId: TENANT, id }),
    /** Events that wait in the outbox, in their order. Each has to fit the catalogue. */
    waiting: async (): Promise<Sent[]> => {
      const { rows } = await pool.query<{ event: string }>("SELECT event FROM bellhop_outbox ORDER BY id");
      const events = rows.map(({ event }): Sent => JSON.parse(event));
      for (const { name: event, data } of events)
        expect(validateEventData(event, data), event).toEqual({ ok: true, data });
      return events;
    },
    /** Removes all events and appointments. */
    reset: async () => {
      await ownerPool.query("TRUNCATE bellhop_outbox, bellhop_sequence, payment, appointment, customer");
      Object.assign(world, { now: new Date("2026-03-20T08:00:00Z"), taken: [], emails: [] });
      world.sendEmail = keepEmail;
    },
    close: async () => {
      await booking.close();
      await pool.end();
      await ownerPool.end();
    },
  });
};

export type BookingWorld = Awaited<ReturnType<typeof bookingWorld>>;
