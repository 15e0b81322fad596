import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { BookingError } from "#booking/booking-error.ts";
import {
  type BellhopEvent,
  type BellhopOptions,
  createBellhop,
  createOutbox,
  type Outbox,
  type PrismaClient as OutboxClient,
  prismaStore,
} from "#client/index.ts";
import { type Prisma, PrismaClient } from "#generated/booking/client.ts";

export type Email = { to: string; subject: string; text: string };

export type BookingOptions = {
  /** Connections whose search_path is the schema of the booking. */
  pool: pg.Pool;
  bellhop: BellhopOptions;
  /** Public origin of the booking pages. Links stand in events only if it is https. */
  publicUrl: string;
  clock?: () => Date;
  sendEmail?: (email: Email) => Promise<void>;
  /** Gets the errors of emails that failed. */
  onProblem?: (problem: unknown) => void;
  /** Called with the ids of the events after each commit that wrote some: wakes a relay of this process. */
  onCommit?: (eventIds: readonly string[]) => void;
};

/** Transaction of one use case. Its events and emails count only if it commits. */
export type Transaction = {
  db: Prisma.TransactionClient;
  emit: (...events: BellhopEvent[]) => void;
  email: (email: Email) => void;
};

export type Booking = {
  db: PrismaClient;
  outbox: Outbox<OutboxClient>;
  publicUrl: string;
  clock: () => Date;
  /**
   * Commits changes and their events together. All events go to the outbox in one call, which locks their resources in sorted
   * order. Emails go out after the commit; nothing waits for them. Throws BookingError `time_taken` for a double booking.
   */
  transaction: <Value>(work: (transaction: Transaction) => Promise<Value>) => Promise<Value>;
  close: () => Promise<void>;
};

export const createBooking = ({
  pool,
  bellhop,
  publicUrl,
  clock = () => new Date(),
  sendEmail = async () => {},
  onProblem = () => {},
  onCommit = () => {},
}: BookingOptions): Booking => {
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  const outbox = createOutbox({ bellhop: createBellhop(bellhop), store: prismaStore(db) });
  const send = async (email: Email) => {
    try {
      await sendEmail(email);
    } catch (error) {
      onProblem(error);
    }
  };
  return {
    db,
    outbox,
    publicUrl,
    clock,
    transaction: async (work) => {
      const committed = await db
        .$transaction(async (tx) => {
          const events: BellhopEvent[] = [];
          const emails: Email[] = [];
          const value = await work({
            db: tx,
            emit: (...added) => void events.push(...added),
            email: (email) => void emails.push(email),
          });
          return { value, emails, eventIds: await outbox.add(tx, events) };
        }, TIMEOUTS)
        .catch((error: unknown) => {
          throw isDoubleBooking(error) ? TIME_TAKEN() : error;
        });
      if (committed.eventIds.length > 0) onCommit(committed.eventIds);
      for (const email of committed.emails) void send(email);
      return committed.value;
    },
    close: () => db.$disconnect(),
  };
};

/** A series of 52 appointments takes 104 statements. */
const TIMEOUTS = { maxWait: 5_000, timeout: 15_000 };

const TIME_TAKEN = () =>
  new BookingError("time_taken", "Another appointment has this time. Choose another time or staff member.");

/** Recognizes the exclusion constraint of the migration. */
const isDoubleBooking = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("appointment_staff_free");
