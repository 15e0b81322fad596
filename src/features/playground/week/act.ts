import {
  type ActEvent,
  type AppointmentChange,
  appointmentEvent,
  paymentEvent,
} from "#features/playground/week/act-event.ts";
import { customerOf, serviceOf } from "#features/playground/week/salon.ts";
import {
  type Appointment,
  type AppointmentStatus,
  type By,
  findAppointment,
  findObstacle,
  type Payment,
  type Place,
  type Week,
} from "#features/playground/week/week.ts";

/** Acts that need an appointment and nothing else. */
export type SimpleAct = "confirm" | "complete" | "no_show" | "cancel" | "pay" | "fail_payment" | "refund";

export type Act =
  | { kind: "book"; place: Place; serviceId: string; customerId: string }
  | { kind: "move"; appointmentId: string; place: Place }
  | { kind: "note"; appointmentId: string; notes: string }
  | { kind: SimpleAct; appointmentId: string };

/** Reason against an act. */
export type Why =
  | { code: "gone" | "not_allowed" | "same_place" | "closed" }
  | { code: "taken"; staffId: string; customerId: string; start: number }
  | { code: "too_many_waiting"; count: number };

export type ActResult = { ok: true; week: Week; event: ActEvent } | { ok: false; why: Why };

type Means = { by: By; now: Date; newId: (prefix: string) => string };

const OPEN: readonly AppointmentStatus[] = ["pending", "confirmed"];

/** Says which acts an appointment allows now. */
export const allows = (kind: Act["kind"], { status, payment }: Pick<Appointment, "status" | "payment">): boolean => {
  switch (kind) {
    case "book":
      return false;
    case "confirm":
      return status === "pending";
    case "pay":
    case "fail_payment":
      return status !== "canceled" && (payment === null || payment.status === "failed");
    case "refund":
      return payment?.status === "completed";
    default:
      return OPEN.includes(status);
  }
};

/**
 * Changes the week, and gives the one event of the change: the whole resource afterwards, its next sequence, and the old
 * values of what changed. Refuses acts that the appointment does not allow, and places that are taken or closed.
 */
export const perform = (week: Week, act: Act, means: Means): ActResult => {
  if (act.kind === "book") return book(week, act, means);
  const before = findAppointment(week, act.appointmentId);
  if (!before) return { ok: false, why: { code: "gone" } };
  if (!allows(act.kind, before)) return { ok: false, why: { code: "not_allowed" } };
  switch (act.kind) {
    case "move":
      return move(week, before, act.place, means);
    case "note":
      return change(week, before, { notes: act.notes.trim() || null }, "updated", means);
    case "confirm":
      return change(week, before, { status: "confirmed" }, "confirmed", means);
    case "complete":
      return change(week, before, { status: "completed" }, "completed", { ...means, by: "staff" });
    case "no_show":
      return change(week, before, { status: "no_show" }, "no_show", { ...means, by: "staff" });
    case "cancel":
      return change(week, before, { status: "canceled" }, "canceled", means);
    case "pay":
      return settle(week, before, "completed", means);
    case "fail_payment":
      return settle(week, before, "failed", means);
    case "refund":
      return settle(week, before, "refunded", { ...means, by: "staff" });
  }
};

const book = (week: Week, act: Extract<Act, { kind: "book" }>, means: Means): ActResult => {
  const { minutes } = serviceOf(act.serviceId);
  const why = obstacleOf(week, act.place, minutes);
  if (why) return { ok: false, why };
  const appointment: Appointment = {
    ...act.place,
    appointmentId: means.newId("apt"),
    serviceId: act.serviceId,
    customerId: customerOf(act.customerId).customerId,
    minutes,
    status: "pending",
    notes: null,
    payment: null,
    sequence: 1,
  };
  const next = { ...week, appointments: [...week.appointments, appointment] };
  return {
    ok: true,
    week: next,
    event: appointmentEvent(next, { before: null, after: appointment }, "created", means),
  };
};

const move = (week: Week, before: Appointment, { day, start, staffId }: Place, means: Means): ActResult => {
  const place = { day, start, staffId };
  const isNewTime = day !== before.day || start !== before.start;
  if (!isNewTime && staffId === before.staffId) return { ok: false, why: { code: "same_place" } };
  const why = obstacleOf(week, place, before.minutes, before.appointmentId);
  if (why) return { ok: false, why };
  // A new time is a reschedule, also to another person: one change is one event.
  return change(week, before, place, isNewTime ? "rescheduled" : "reassigned", means);
};

const change = (
  week: Week,
  before: Appointment,
  changes: Partial<Appointment>,
  type: AppointmentChange,
  means: Means,
): ActResult => {
  const after = { ...before, ...changes, sequence: before.sequence + 1 };
  return { ok: true, week: replace(week, after), event: appointmentEvent(week, { before, after }, type, means) };
};

const settle = (week: Week, before: Appointment, status: Payment["status"], means: Means): ActResult => {
  const payment = {
    paymentId: before.payment?.paymentId ?? means.newId("pay"),
    status,
    sequence: (before.payment?.sequence ?? 0) + 1,
  };
  const after = { ...before, payment };
  return {
    ok: true,
    week: replace(week, after),
    event: paymentEvent(after, { before: before.payment, after: payment }, means),
  };
};

const replace = (week: Week, after: Appointment): Week => ({
  ...week,
  appointments: week.appointments.map((one) => (one.appointmentId === after.appointmentId ? after : one)),
});

/** Finds what stands in the way at a place; null if the place is free. */
export const obstacleOf = (week: Week, place: Place, minutes: number, except?: string): Why | null => {
  const obstacle = findObstacle(week, place, minutes, except);
  if (obstacle === null) return null;
  if (obstacle === "closed") return { code: "closed" };
  return { code: "taken", staffId: place.staffId, customerId: obstacle.customerId, start: obstacle.start };
};
