import { CURRENCY, customerOf, LOCATION_ID, serviceOf, staffOf } from "#features/playground/week/salon.ts";
import { addDays, wallTime } from "#features/playground/week/wall-time.ts";
import { type Appointment, type By, endOf, type Payment, type Week } from "#features/playground/week/week.ts";

export type AppointmentChange =
  | "created"
  | "confirmed"
  | "rescheduled"
  | "reassigned"
  | "updated"
  | "canceled"
  | "completed"
  | "no_show";

/** `id` names resource, change and sequence: sending it again makes no second event. */
export type ActEvent = { id: string; event: string; data: Record<string, unknown> };

type Means = { by: By; now: Date };

const BOOKING_SITE = "https://book.example.com";

/** Whole appointment after the change. `before` is null for a new one. */
export const appointmentEvent = (
  week: Week,
  { before, after }: { before: Appointment | null; after: Appointment },
  change: AppointmentChange,
  { by }: Means,
): ActEvent => {
  const fields = changingFields(week, after);
  const { name, email, phone } = customerOf(after.customerId);
  const link = `${BOOKING_SITE}/m/${after.appointmentId}`;
  return {
    id: `${after.appointmentId}:${change}:${after.sequence}`,
    event: `appointment.${change}`,
    data: {
      appointmentId: after.appointmentId,
      sequence: after.sequence,
      ...fields,
      timezone: week.timezone,
      locationId: LOCATION_ID,
      price: serviceOf(after.serviceId).price,
      currency: CURRENCY,
      customerId: after.customerId,
      customer: { name, email, phone, locale: "en-GB" },
      source: "playground",
      links: { manage: link, cancel: `${link}/cancel`, reschedule: `${link}/move`, ics: `${link}.ics` },
      ...(before ? { previous: oldValues(changingFields(week, before), fields) } : {}),
      actor: actorOf(after, by),
      cause: causeOf(change, by),
    },
  };
};

export const paymentEvent = (
  { appointmentId, serviceId, customerId, staffId }: Appointment,
  { before, after }: { before: Payment | null; after: Payment },
  { by, now }: Means,
): ActEvent => {
  const { price } = serviceOf(serviceId);
  return {
    id: `${after.paymentId}:${after.status}:${after.sequence}`,
    event: `payment.${after.status}`,
    data: {
      paymentId: after.paymentId,
      sequence: after.sequence,
      appointmentId,
      customerId,
      amount: price,
      currency: CURRENCY,
      method: "card",
      status: after.status,
      ...detailsOf(after.status, now.toISOString(), price),
      ...(before ? { previous: { status: before.status } } : {}),
      actor: actorOf({ customerId, staffId }, by),
      cause: causeOf(after.status, by),
    },
  };
};

const detailsOf = (status: Payment["status"], at: string, price: number): Record<string, unknown> => {
  switch (status) {
    case "completed":
      return { paidAt: at };
    case "failed":
      return { failedAt: at, failureCode: "card_declined", failureMessage: "The bank declined the card." };
    case "refunded":
      return { refundedAt: at, refundedAmount: price };
  }
};

/** Fields that an act may change. */
const changingFields = (week: Week, appointment: Appointment): Record<string, string | null> => {
  const { day, start, staffId, serviceId, status, notes } = appointment;
  const date = addDays(week.monday, day);
  return {
    serviceId,
    staffId,
    startTime: wallTime(date, start, week.timezone),
    endTime: wallTime(date, endOf(appointment), week.timezone),
    status,
    notes,
  };
};

const oldValues = (old: Record<string, string | null>, now: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(old).filter(([name, value]) => now[name] !== value));

const actorOf = ({ staffId, customerId }: Pick<Appointment, "staffId" | "customerId">, by: By) =>
  by === "staff"
    ? { kind: "staff", id: staffId, name: staffOf(staffId).name }
    : { kind: "customer", id: customerId, name: customerOf(customerId).name };

/** Changes that a customer makes from the links of a confirmation email. */
const BY_LINK: readonly string[] = ["confirmed", "rescheduled", "canceled"];

const causeOf = (change: string, by: By): string => {
  if (by === "staff") return "staff";
  return BY_LINK.includes(change) ? "customer_link" : "customer_portal";
};
