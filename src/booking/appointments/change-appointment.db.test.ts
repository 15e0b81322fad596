import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { cancelAppointment, cancelUnpaid } from "#booking/appointments/cancel-appointment.ts";
import { confirmAppointment, editAppointment, reassignAppointment } from "#booking/appointments/edit-appointment.ts";
import { completeAppointment, markNoShow } from "#booking/appointments/finish-appointment.ts";
import { requestNewTime, rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";
import type { By } from "#booking/by.ts";
import { API, type BookingWorld, bookingWorld, CUSTOMER, STAFF, TENANT } from "#tests/booking/booking-world.ts";

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Events after the booking of one appointment. */
const eventsOf = async ({ id }: Appointment) =>
  (await world.waiting()).filter(({ data }) => data.appointmentId === id).slice(1);

type Way = {
  event: string;
  by: By;
  change: (appointment: Appointment, by: By) => Promise<unknown>;
  previous: Record<string, unknown>;
  more?: Record<string, unknown>;
  given?: Parameters<BookingWorld["book"]>[0];
};

const TEN = { startTime: "2026-03-24T10:00:00+01:00", endTime: "2026-03-24T10:45:00+01:00" };
const CONFIRMED = { status: "confirmed" };

const WAYS: Record<string, Way> = {
  "edit of details": {
    event: "appointment.updated",
    by: STAFF,
    change: ({ id }, by) => editAppointment(world.booking, by, { id, notes: "Allergic to ammonia" }),
    previous: { notes: null },
    more: { notes: "Allergic to ammonia" },
  },
  confirmation: {
    event: "appointment.confirmed",
    by: STAFF,
    given: { isPending: true },
    change: ({ id }, by) => confirmAppointment(world.booking, by, { id }),
    previous: { status: "pending" },
    more: CONFIRMED,
  },
  "reschedule by the customer": {
    event: "appointment.rescheduled",
    by: CUSTOMER,
    change: ({ id }, by) => rescheduleAppointment(world.booking, by, { id, startsAt: "2026-03-25T11:30" }),
    previous: TEN,
    more: { startTime: "2026-03-25T11:30:00+01:00", endTime: "2026-03-25T12:15:00+01:00" },
  },
  "reschedule by staff, out of hours": {
    event: "appointment.rescheduled",
    by: STAFF,
    change: ({ id }, by) => rescheduleAppointment(world.booking, by, { id, startsAt: "2026-03-25T19:30" }),
    previous: TEN,
    more: { startTime: "2026-03-25T19:30:00+01:00" },
  },
  "“please choose a new time”": {
    event: "appointment.updated",
    by: STAFF,
    change: ({ id }, by) => requestNewTime(world.booking, by, { id, reason: "Maria is ill" }),
    previous: CONFIRMED,
    more: { status: "awaiting_time", reason: "Maria is ill" },
  },
  reassignment: {
    event: "appointment.reassigned",
    by: STAFF,
    change: ({ id }, by) => reassignAppointment(world.booking, by, { id, staffId: "stf_jonas" }),
    previous: { staffId: "stf_maria" },
    more: { staffId: "stf_jonas" },
  },
  "cancellation by the link": {
    event: "appointment.canceled",
    by: CUSTOMER,
    change: ({ id }, by) => cancelAppointment(world.booking, by, { id }),
    previous: CONFIRMED,
    more: { status: "canceled", canceledBy: "customer", reason: null },
  },
  "cancellation by staff": {
    event: "appointment.canceled",
    by: STAFF,
    change: ({ id }, by) => cancelAppointment(world.booking, by, { id, reason: "Burst pipe" }),
    previous: CONFIRMED,
    more: { status: "canceled", canceledBy: "staff", reason: "Burst pipe" },
  },
  "cancellation over the API": {
    event: "appointment.canceled",
    by: API,
    change: ({ id }, by) => cancelAppointment(world.booking, by, { id }),
    previous: CONFIRMED,
  },
  "a payment that does not come": {
    event: "appointment.canceled",
    by: { tenantId: TENANT, actor: { kind: "system" }, cause: "payment_timeout" },
    given: { payWithinMinutes: 30 },
    change: async () => {
      world.now = new Date(world.now.getTime() + 29 * 60_000);
      expect(await cancelUnpaid(world.booking), "a minute before").toEqual([]);
      world.now = new Date(world.now.getTime() + 60_000);
      await cancelUnpaid(world.booking);
    },
    previous: { status: "pending" },
  },
  completion: {
    event: "appointment.completed",
    by: STAFF,
    change: ({ id, startsAt }, by) => {
      world.now = startsAt;
      return completeAppointment(world.booking, by, { id });
    },
    previous: CONFIRMED,
    more: { status: "completed" },
  },
  "no-show": {
    event: "appointment.no_show",
    by: STAFF,
    change: ({ id, startsAt }, by) => {
      world.now = startsAt;
      return markNoShow(world.booking, by, { id });
    },
    previous: CONFIRMED,
    more: { status: "no_show" },
  },
};

describe("each way to change an appointment emits one event, with cause, actor and old values", () => {
  it.each(Object.entries(WAYS))("%s", async (_, { event, by, change, previous, more, given }) => {
    const appointment = await world.book(given);
    const sequenceBefore = appointment.version;
    await change(appointment, by);
    const events = await eventsOf(appointment);
    expect(events.map(({ name }) => name)).toEqual([event]);
    expect(events[0]?.data).toMatchObject({
      tenantId: TENANT,
      actor: by.actor,
      cause: by.cause,
      serviceId: "svc_haircut",
      customer: { name: "Bea" },
      sequence: sequenceBefore + 1,
      ...more,
    });
    expect(events[0]?.data.previous).toEqual(previous);
    expect((await world.read(appointment)).version).toBe(2);
  });

  it.each(Object.entries(WAYS).filter(([name]) => !/staff|“|payment/.test(name)))(
    "%s: a repeat emits nothing",
    async (_, { by, change, given }) => {
      const appointment = await world.book(given);
      await change(appointment, by);
      await change(appointment, by).catch((error: Error) => expect(error).toMatchObject({ code: "not_possible" }));
      expect(await eventsOf(appointment)).toHaveLength(1);
    },
  );
});

it("a new time that the salon asked for is chosen by an ordinary reschedule, and confirms the appointment", async () => {
  const appointment = await world.book();
  await requestNewTime(world.booking, STAFF, appointment);
  await world.book({ startsAt: "2026-03-24T10:00" });
  await rescheduleAppointment(world.booking, CUSTOMER, { id: appointment.id, startsAt: "2026-03-26T10:00" });
  const [, rescheduled] = await eventsOf(appointment);
  expect(rescheduled).toMatchObject({
    name: "appointment.rescheduled",
    data: { status: "confirmed", cause: "customer_link", sequence: 3 },
  });
  expect(rescheduled?.data.previous).toEqual({ ...TEN, status: "awaiting_time" });
});

describe("a refusal names what to do, and emits nothing", () => {
  it.each<[string, Partial<Parameters<BookingWorld["book"]>[0]>, By, string, RegExp]>([
    ["a time in the past", { startsAt: "2026-03-20T08:30" }, STAFF, "invalid", /later time/],
    ["a time out of hours", { startsAt: "2026-03-24T17:30" }, CUSTOMER, "invalid", /09:00 to 18:00/],
    ["no time", { startsAt: "tomorrow" }, CUSTOMER, "invalid", /startsAt: use a wall-clock time/],
    ["no email", { customer: { name: "Bea", email: "bea" } }, CUSTOMER, "invalid", /customer\.email: enter an email/],
    ["an unknown service", { serviceId: "svc_x" }, CUSTOMER, "not_found", /service svc_x/],
    ["an unknown person", { staffId: "stf_x" }, CUSTOMER, "not_found", /staff member stf_x/],
    ["an unknown appointment", { replaces: "apt_x" }, CUSTOMER, "not_found", /appointment apt_x/],
    ["another salon", {}, { ...STAFF, tenantId: "studio-linden" }, "not_found", /salon studio-linden/],
  ])("%s", async (_, given, by, code, message) => {
    await expect(world.book(given, by)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await world.waiting()).toEqual([]);
  });

  it("an appointment of another salon is not found", async () => {
    const { id } = await world.book();
    const stranger = { ...STAFF, tenantId: "studio-linden" };
    await expect(cancelAppointment(world.booking, stranger, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  it("an appointment that has not begun is neither completed nor a no-show", async () => {
    const { id } = await world.book();
    for (const finish of [completeAppointment, markNoShow])
      await expect(finish(world.booking, STAFF, { id })).rejects.toThrow("has not begun");
  });

  it("a canceled appointment is not changed any more", async () => {
    const { id } = await world.book();
    await cancelAppointment(world.booking, CUSTOMER, { id });
    const move = rescheduleAppointment(world.booking, CUSTOMER, { id, startsAt: "2026-03-25T10:00" });
    await expect(move).rejects.toThrow("is canceled and cannot be moved");
  });
});
