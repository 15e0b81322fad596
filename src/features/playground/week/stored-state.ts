import { CUSTOMERS, SERVICES, STAFF } from "#features/playground/week/salon.ts";
import type { Appointment, Week } from "#features/playground/week/week.ts";

/** Event of an act, newest first in its list. `id` is the event's external id, `eventId` ours once it is stored. */
export type Happening = {
  id: string;
  event: string;
  data: Record<string, unknown>;
  at: string;
  state: "waiting" | "sent" | "refused";
  eventId: string | null;
  problem: string | null;
};

export type StoredState = { week: Week; happenings: readonly Happening[] };

// Checked without Zod, which would be 24 KB of the page for one text.
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isTime: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isWhole: Check = (value) => Number.isSafeInteger(value);
const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const hasFields =
  <Shape extends object>(checks: Record<keyof Shape, Check>) =>
  (value: unknown): value is Shape => {
    if (!isObject(value)) return false;
    const fields: Record<string, unknown> = { ...value };
    return Object.entries<Check>(checks).every(([field, check]) => check(fields[field]));
  };

const isAppointment = hasFields<Appointment>({
  appointmentId: isText,
  day: isWhole,
  start: isWhole,
  minutes: isWhole,
  staffId: oneOf(STAFF.map(({ staffId }) => staffId)),
  serviceId: oneOf(SERVICES.map(({ serviceId }) => serviceId)),
  customerId: oneOf(CUSTOMERS.map(({ customerId }) => customerId)),
  status: oneOf(["pending", "confirmed", "completed", "no_show", "canceled"]),
  notes: orNull(isText),
  payment: orNull(
    hasFields<NonNullable<Appointment["payment"]>>({
      paymentId: isText,
      status: oneOf(["completed", "failed", "refunded"]),
      sequence: isWhole,
    }),
  ),
  sequence: isWhole,
});

const isStoredState = hasFields<StoredState>({
  week: hasFields<Week>({ monday: isTime, timezone: isText, appointments: listOf(isAppointment) }),
  happenings: listOf(
    hasFields<Happening>({
      id: isText,
      event: isText,
      data: isObject,
      at: isTime,
      state: oneOf(["waiting", "sent", "refused"]),
      eventId: orNull(isText),
      problem: orNull(isText),
    }),
  ),
});

/** Reads the state of an earlier page; null if the text is missing or of another version. */
export const readStored = (text: string | null): StoredState | null => {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    return isStoredState(value) ? value : null;
  } catch {
    return null;
  }
};
