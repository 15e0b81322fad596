import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { cancelAppointment } from "#booking/appointments/cancel-appointment.ts";
import { rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";
import { openPayment, recordCharge, refundPayment } from "#booking/payments/payments.ts";
import { createCustomer, deleteCustomer, updateCustomer } from "#booking/salon/customers.ts";
import { createService, deleteService, updateService } from "#booking/salon/services.ts";
import { createStaff, deleteStaff, updateStaff } from "#booking/salon/staff.ts";
import { type BookingWorld, bookingWorld, CUSTOMER, STAFF, TENANT } from "#tests/booking/booking-world.ts";
import { until } from "#tests/until.ts";

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const SYSTEM = { tenantId: TENANT, actor: { kind: "system" }, cause: "other" } as const;
const declined = { kind: "failed", code: "card_declined", message: "The bank declined the card." } as const;

/** Events of one resource, as [name, sequence, previous]. */
const changesOf = async (key: string, id: string) =>
  (await world.waiting())
    .filter(({ name, data }) => name.startsWith(key.replace("Id", ".")) && data[key] === id)
    .map(({ name, data }) => [name, data.sequence, data.previous]);

it("a payment emits each end of a charge and each refund once, with the number of attempts", async () => {
  const appointment = await world.book();
  const { id } = await openPayment(world.booking, STAFF, { appointmentId: appointment.id, method: "card" });
  const charge = (chargeId: string, outcome: Parameters<typeof recordCharge>[2]["outcome"]) =>
    recordCharge(world.booking, SYSTEM, { id, chargeId, outcome });
  await charge("ch_0", declined);
  await charge("ch_1", declined);
  for (const repeated of ["ch_0", "ch_1"]) await charge(repeated, declined);
  await charge("ch_2", { kind: "completed" });
  await charge("ch_2", { kind: "completed" });
  await expect(charge("ch_3", { kind: "completed" })).rejects.toMatchObject({ code: "not_possible" });
  await refundPayment(world.booking, STAFF, { id, amount: 1_500, reason: "Late start" });
  await expect(refundPayment(world.booking, STAFF, { id, amount: 3_001 })).rejects.toThrow("at most 3000 is left");
  await refundPayment(world.booking, STAFF, { id });
  expect(await changesOf("paymentId", id)).toEqual([
    ["payment.failed", 1, { status: "pending", attempts: 0 }],
    ["payment.failed", 2, { attempts: 1 }],
    ["payment.completed", 3, { status: "failed", attempts: 2 }],
    ["payment.refunded", 4, { refundedAmount: 0 }],
    ["payment.refunded", 5, { status: "completed", refundedAmount: 1_500 }],
  ]);
  const refunded = (await world.waiting()).at(-1);
  expect(refunded?.data).toMatchObject({
    ...{ appointmentId: appointment.id, amount: 4_500, currency: "EUR", method: "card", status: "refunded" },
    ...{ refundedAmount: 4_500, refundAmount: 3_000, actor: STAFF.actor, cause: "staff" },
  });
});

it("a payment in time confirms the appointment that waits for it; a late one leaves it canceled", async () => {
  const appointment = await world.book({ payWithinMinutes: 30 });
  const { id } = await openPayment(world.booking, CUSTOMER, { appointmentId: appointment.id, method: "card" });
  await recordCharge(world.booking, SYSTEM, { id, chargeId: "ch_1", outcome: { kind: "completed" } });
  expect(await changesOf("appointmentId", appointment.id)).toEqual([
    ["appointment.created", 1, undefined],
    ["appointment.confirmed", 2, { status: "pending" }],
  ]);

  const late = await world.book({ payWithinMinutes: 30, startsAt: "2026-03-25T10:00" });
  const other = await openPayment(world.booking, CUSTOMER, { appointmentId: late.id, method: "card" });
  await cancelAppointment(world.booking, CUSTOMER, { id: late.id });
  await recordCharge(world.booking, SYSTEM, { id: other.id, chargeId: "ch_2", outcome: { kind: "completed" } });
  expect((await world.read(late)).status).toBe("canceled");
  expect(await changesOf("paymentId", other.id)).toHaveLength(1);
});

it("a service, a staff member and a customer emit their creation, changes and deletion, each once", async () => {
  const service = await createService(world.booking, STAFF, {
    ...{ name: "Perm", durationMinutes: 60, price: 7_000, currency: "EUR" },
  });
  await updateService(world.booking, STAFF, { id: service.id, price: 7_500, name: "Perm" });
  await updateService(world.booking, STAFF, { id: service.id, price: 7_500 });
  await deleteService(world.booking, STAFF, service);
  expect(await changesOf("serviceId", service.id)).toEqual([
    ["service.created", 1, undefined],
    ["service.updated", 2, { price: 7_000 }],
    ["service.deleted", 3, undefined],
  ]);

  const staff = await createStaff(world.booking, STAFF, { name: "Mila" });
  await updateStaff(world.booking, STAFF, { id: staff.id, isActive: false });
  await deleteStaff(world.booking, STAFF, staff);
  expect(await changesOf("staffId", staff.id)).toEqual([
    ["staff.created", 1, undefined],
    ["staff.updated", 2, { active: true }],
    ["staff.deleted", 3, undefined],
  ]);

  const customer = await createCustomer(world.booking, STAFF, { name: "Bea", email: "Bea@example.com" });
  await updateCustomer(world.booking, STAFF, { id: customer.id, phone: "+49 30 1" });
  await deleteCustomer(world.booking, STAFF, customer);
  expect(await changesOf("customerId", customer.id)).toEqual([
    ["customer.created", 1, undefined],
    ["customer.updated", 2, { phone: null }],
    ["customer.deleted", 3, undefined],
  ]);
  for (const gone of [
    () => updateService(world.booking, STAFF, { id: service.id, price: 1 }),
    () => deleteStaff(world.booking, STAFF, staff),
    () => updateCustomer(world.booking, STAFF, { id: customer.id, name: "B." }),
  ])
    await expect(gone()).rejects.toMatchObject({ code: "not_found" });
});

it("what open appointments need is not deleted, and emits nothing", async () => {
  const { serviceId, staffId, customerId } = await world.book();
  const before = await world.waiting();
  await expect(deleteService(world.booking, STAFF, { id: serviceId })).rejects.toThrow("Switch it off instead");
  await expect(deleteStaff(world.booking, STAFF, { id: staffId })).rejects.toThrow("Reassign these first");
  await expect(deleteCustomer(world.booking, STAFF, { id: customerId })).rejects.toThrow("Cancel these first");
  await expect(
    createCustomer(world.booking, STAFF, {
      name: "B",
      email: (await world.read(await world.book({ startsAt: "2026-03-24T12:00" }))).customer.email,
    }),
  ).rejects.toThrow("another customer has");
  expect((await world.waiting()).slice(before.length).every(({ name }) => name.endsWith(".created"))).toBe(true);
});

it("sequences have no gap, whatever was refused or changed at once", async () => {
  const { id } = await world.book();
  const times = Array.from({ length: 12 }, (_, index) => `2026-03-25T${String(9 + (index % 8)).padStart(2, "0")}:00`);
  await world.book({ startsAt: "2026-03-25T11:00" });
  await Promise.allSettled(times.map((startsAt) => rescheduleAppointment(world.booking, CUSTOMER, { id, startsAt })));
  const sequences = (await changesOf("appointmentId", id)).map(([, sequence]) => sequence);
  expect(sequences.length).toBeGreaterThan(4);
  expect(sequences).toEqual(Array.from({ length: sequences.length }, (_, index) => index + 1));
  expect((await world.read({ id })).version).toBe(sequences.length);
});

it("a process that dies between commit and relay loses nothing: the relay of another one sends it", async () => {
  const { id } = await world.book();
  await rescheduleAppointment(world.booking, CUSTOMER, { id, startsAt: "2026-03-25T10:00" });
  // The first relay died with the lease of its events.
  await world.pool.query("UPDATE bellhop_outbox SET lease = 'dead', due_at = now() - interval '1 ms'");
  world.startJobs();
  await until("all is sent", async () => (await world.booking.outbox.status()).waiting === 0);
  expect(world.taken.filter(({ name }) => name.startsWith("appointment.")).map((event) => event.id)).toEqual([
    `${id}:appointment.created:1`,
    `${id}:appointment.rescheduled:2`,
  ]);
});

it.each<[string, () => Promise<void>]>([
  ["fails", () => Promise.reject(new Error("no mail server"))],
  ["hangs", () => new Promise<void>(() => {})],
  [
    "throws",
    () => {
      throw new Error("no mail server");
    },
  ],
])("an email that %s holds neither the booking nor its event back", async (_, sendEmail) => {
  world.sendEmail = sendEmail;
  world.startJobs();
  const { id } = await world.book();
  await until("it is sent", () => world.taken.some(({ data }) => data.appointmentId === id));
});

it("emails follow the commit, and a refused booking sends none", async () => {
  await world.book();
  await expect(world.book()).rejects.toMatchObject({ code: "time_taken" });
  expect(world.emails).toEqual([
    {
      to: expect.stringContaining("@example.com"),
      subject: "Haircut with Maria",
      text: expect.stringContaining("https://book.example.com/demo/book/manage/"),
    },
  ]);
});

it("the role that serves tenants sees nothing of the booking", async () => {
  const [row] = (
    await world.pool.query(
      "SELECT has_schema_privilege('bellhop_app', 'booking', 'USAGE') AS may, current_user AS role",
    )
  ).rows;
  expect(row).toEqual({ may: false, role: "bellhop_engine" });
});
