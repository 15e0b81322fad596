import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { bookAppointment } from "#booking/appointments/book-appointment.ts";
import { bookSeries } from "#booking/appointments/book-series.ts";
import { cancelAppointment, cancelSeries, cancelUnpaid } from "#booking/appointments/cancel-appointment.ts";
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

it("a booking emits the new customer and the whole appointment; the next one of this customer only the appointment", async () => {
  const customer = { name: "Bea Brandt", email: "Bea@Example.com", phone: "+49 30 5550123", locale: "de-DE" };
  const given = { customer, answers: [{ question: "First visit?", answer: "Yes" }], notes: "Window seat" };
  const first = await world.book(given);
  await world.book({ ...given, customer: { ...customer, name: "B." }, startsAt: "2026-03-24T11:00" });
  const events = await world.waiting();
  expect(events.map(({ name }) => name).sort()).toEqual([
    "appointment.created",
    "appointment.created",
    "customer.created",
  ]);
  const manage = `https://book.example.com/demo/book/manage/${first.linkKey}`;
  expect(events.find(({ data }) => data.appointmentId === first.id)?.data).toEqual({
    tenantId: TENANT,
    appointmentId: first.id,
    serviceId: "svc_haircut",
    staffId: "stf_maria",
    customerId: first.customerId,
    ...TEN,
    timezone: "Europe/Berlin",
    status: "confirmed",
    price: 4500,
    currency: "EUR",
    customer: { ...customer, email: "bea@example.com" },
    notes: "Window seat",
    source: "website",
    answers: given.answers,
    series: null,
    replaces: null,
    replacedBy: null,
    links: { manage, cancel: `${manage}#cancel`, reschedule: `${manage}#move` },
    actor: CUSTOMER.actor,
    cause: "customer_link",
    sequence: 1,
  });
});

it("an appointment in the place of another one cancels it, and both events name the other appointment", async () => {
  const old = await world.book();
  // At the same time with the same person: the old appointment no longer takes it.
  const booked = await world.book({ serviceId: "svc_beard", replaces: old.id });
  const [canceled] = await eventsOf(old);
  expect(canceled).toMatchObject({
    name: "appointment.canceled",
    data: { replacedBy: booked.id, previous: { status: "confirmed", replacedBy: null } },
  });
  const created = (await world.waiting()).find(({ data }) => data.appointmentId === booked.id);
  expect(created).toMatchObject({ name: "appointment.created", data: { replaces: old.id, sequence: 1 } });
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

describe("a series", () => {
  const series = (count = 4) =>
    bookSeries(world.booking, CUSTOMER, {
      serviceId: "svc_haircut",
      staffId: "stf_maria",
      startsAt: "2026-03-24T10:00",
      customer: { name: "Bea", email: "bea@example.com" },
      count,
      everyDays: 7,
    });

  it("keeps the time of day across the change of the clock, and each event its place", async () => {
    await series();
    const created = (await world.waiting()).filter(({ name }) => name === "appointment.created");
    expect(created.map(({ data }) => data.startTime).sort()).toEqual([
      "2026-03-24T10:00:00+01:00",
      "2026-03-31T10:00:00+02:00",
      "2026-04-07T10:00:00+02:00",
      "2026-04-14T10:00:00+02:00",
    ]);
    const places = created.map(({ data }) => data.series);
    const [{ seriesId }] = (await world.booking.db.appointment.findMany()) as [Appointment];
    expect(places).toEqual([1, 2, 3, 4].map((index) => ({ id: seriesId, index, count: 4 })));
  });

  it("is refused whole when one time is taken, and emits nothing", async () => {
    await world.book({ startsAt: "2026-04-07T10:15" });
    const before = await world.waiting();
    await expect(series()).rejects.toMatchObject({ code: "time_taken" });
    expect(await world.waiting()).toEqual(before);
  });

  it("is canceled with one event for each open appointment", async () => {
    const [first] = (await series()) as [Appointment];
    await cancelAppointment(world.booking, CUSTOMER, { id: first.id });
    await cancelSeries(world.booking, STAFF, { seriesId: first.seriesId ?? "" });
    const canceled = (await world.waiting()).filter(({ name }) => name === "appointment.canceled");
    expect(canceled.map(({ data }) => data.cause)).toEqual(["customer_link", "staff", "staff", "staff"]);
    await expect(cancelSeries(world.booking, STAFF, { seriesId: first.seriesId ?? "" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

it("a reschedule across the change of the clock keeps time of day and length", async () => {
  const appointment = await world.book({ startsAt: "2026-03-28T17:00" });
  await rescheduleAppointment(world.booking, CUSTOMER, { id: appointment.id, startsAt: "2026-03-29T17:00" });
  const [{ data } = { data: {} }] = await eventsOf(appointment);
  expect(data).toMatchObject({ startTime: "2026-03-29T17:00:00+02:00", endTime: "2026-03-29T17:45:00+02:00" });
});

describe("what happens at once", () => {
  it("two reschedules of what both have seen give one winner", async () => {
    const { id, version } = await world.book();
    const move = (startsAt: string, by: By) =>
      rescheduleAppointment(world.booking, by, { id, seenVersion: version, startsAt });
    const results = await Promise.allSettled([move("2026-03-25T10:00", CUSTOMER), move("2026-03-26T10:00", STAFF)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "changed_meanwhile" },
    });
    expect(await world.waiting()).toHaveLength(3);
  });

  it("of many bookings and moves to one time, one wins, and the others emit nothing", async () => {
    const others = await Promise.all(
      ["13:00", "14:00", "15:00"].map((time) => world.book({ startsAt: `2026-03-24T${time}` })),
    );
    const before = (await world.waiting()).length;
    const results = await Promise.allSettled([
      ...["10:00", "10:05", "10:20", "10:30"].map((time) => world.book({ startsAt: `2026-03-24T${time}` })),
      ...others.map(({ id }) => rescheduleAppointment(world.booking, STAFF, { id, startsAt: "2026-03-24T10:10" })),
    ]);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused.map(({ reason }) => reason.code)).toEqual(Array(results.length - 1).fill("time_taken"));
    const added = (await world.waiting()).slice(before).filter(({ name }) => name.startsWith("appointment."));
    expect(added).toHaveLength(1);
  });

  it("two first bookings of one person make one customer", async () => {
    const customer = { name: "Bea", email: "bea@example.com" };
    await Promise.all([
      world.book({ customer }),
      world.book({ customer, staffId: "stf_jonas" }),
      world.book({ customer, staffId: "stf_noor" }),
    ]);
    const names = (await world.waiting()).map(({ name }) => name);
    expect(names.filter((name) => name === "customer.created")).toHaveLength(1);
  });
});

describe("a staff member", () => {
  it.each(["2026-03-24T10:00", "2026-03-24T09:30", "2026-03-24T10:30"])(
    "with an appointment at ten cannot be booked at %s",
    async (startsAt) => {
      await world.book();
      await expect(world.book({ startsAt })).rejects.toMatchObject({ code: "time_taken" });
      expect((await world.waiting()).filter(({ name }) => name === "appointment.created")).toHaveLength(1);
    },
  );

  it("is not double booked by a reschedule, a reassignment or a statement of one's own", async () => {
    const [maria, jonas] = [await world.book(), await world.book({ staffId: "stf_jonas" })];
    const later = await world.book({ startsAt: "2026-03-24T12:00" });
    const taken = { code: "time_taken" };
    const move = rescheduleAppointment(world.booking, STAFF, { id: later.id, startsAt: "2026-03-24T10:30" });
    await expect(move).rejects.toMatchObject(taken);
    const give = reassignAppointment(world.booking, STAFF, { id: jonas.id, staffId: "stf_maria" });
    await expect(give).rejects.toMatchObject(taken);
    const raw = world.pool.query("UPDATE appointment SET staff_id = 'stf_jonas' WHERE id = $1", [maria.id]);
    await expect(raw).rejects.toMatchObject({ code: "23P01" });
    expect(await eventsOf(later)).toEqual([]);
  });

  it("is free right after an appointment, and again when one is canceled", async () => {
    const appointment = await world.book();
    await world.book({ startsAt: "2026-03-24T10:45" });
    await cancelAppointment(world.booking, CUSTOMER, appointment);
    await world.book();
  });
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

it("an unexpected failure rolls the appointment and its event back", async () => {
  await world.ownerPool.query("ALTER TABLE bellhop_outbox RENAME TO away");
  await expect(
    bookAppointment(world.booking, CUSTOMER, {
      serviceId: "svc_haircut",
      staffId: "stf_maria",
      startsAt: "2026-03-24T10:00",
      customer: { name: "Bea", email: "bea@example.com" },
    }),
  ).rejects.toThrow("bellhop_outbox");
  await world.ownerPool.query("ALTER TABLE away RENAME TO bellhop_outbox");
  expect(await world.booking.db.appointment.count()).toBe(0);
  expect((await world.pool.query("SELECT FROM bellhop_sequence")).rowCount).toBe(0);
  expect(world.emails).toEqual([]);
});
