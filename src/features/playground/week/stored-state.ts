import { z } from "zod";
import { CUSTOMERS, SERVICES, STAFF } from "#features/playground/week/salon.ts";

const oneOf = (ids: readonly string[]) => z.string().refine((id) => ids.includes(id));

const appointment = z.object({
  appointmentId: z.string(),
  day: z.int(),
  start: z.int(),
  minutes: z.int(),
  staffId: oneOf(STAFF.map(({ staffId }) => staffId)),
  serviceId: oneOf(SERVICES.map(({ serviceId }) => serviceId)),
  customerId: oneOf(CUSTOMERS.map(({ customerId }) => customerId)),
  status: z.enum(["pending", "confirmed", "completed", "no_show", "canceled"]),
  notes: z.string().nullable(),
  payment: z
    .object({ paymentId: z.string(), status: z.enum(["completed", "failed", "refunded"]), sequence: z.int() })
    .nullable(),
  sequence: z.int(),
});

/** Event of an act, newest first in its list. `id` is the event's external id, `eventId` ours once it is stored. */
const happening = z.object({
  id: z.string(),
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
  at: z.iso.datetime(),
  state: z.enum(["waiting", "sent", "refused"]),
  eventId: z.string().nullable(),
  problem: z.string().nullable(),
});

const storedState = z.object({
  week: z.object({ monday: z.iso.date(), timezone: z.string(), appointments: z.array(appointment).readonly() }),
  happenings: z.array(happening).readonly(),
});

export type StoredState = z.output<typeof storedState>;
export type Happening = z.output<typeof happening>;

/** Reads the state of an earlier page; null if the text is missing or of another version. */
export const readStored = (text: string | null): StoredState | null => {
  try {
    return text === null ? null : (storedState.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
};
