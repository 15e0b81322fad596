import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { bookAppointment } from "#booking/appointments/book-appointment.ts";
import { bookSeries } from "#booking/appointments/book-series.ts";
import { cancelAppointment, cancelSeries } from "#booking/appointments/cancel-appointment.ts";
import { rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";
import { type BookingWorld, bookingWorld, CUSTOMER, STAFF, TENANT } from "#tests/booking/booking-world.ts";

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Events after the booking of one appointment. */
const eventsOf = async ({ id }: Appointment) =>
  (await world.waiting()).filter(({ data }) => data.appointmentId === id).slice(1);

const TEN = { startTime: "2026-03-24T10:00:00+01:00", endTime: "2026-03-24T10:45:00+01:00" };
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
