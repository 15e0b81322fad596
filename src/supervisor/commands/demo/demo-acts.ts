import { randomUUID } from "node:crypto";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { bookAppointment } from "#booking/appointments/book-appointment.ts";
import { cancelAppointment } from "#booking/appointments/cancel-appointment.ts";
import { confirmAppointment, editAppointment, reassignAppointment } from "#booking/appointments/edit-appointment.ts";
import { completeAppointment, markNoShow } from "#booking/appointments/finish-appointment.ts";
import { rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";
import { openPayment, recordCharge, refundPayment } from "#booking/payments/payments.ts";
import { createCustomer, deleteCustomer, updateCustomer } from "#booking/salon/customers.ts";
import { createService, deleteService, updateService } from "#booking/salon/services.ts";
import { createStaff, deleteStaff, updateStaff } from "#booking/salon/staff.ts";
import type { DemoBooking } from "./demo-booking.ts";

const CUSTOMERS = ["Ada Brandt", "Ben Okafor", "Carla Nunes", "Dilek Aydin"];
const DECLINED = { kind: "failed", code: "card_declined", message: "The bank declined the card." } as const;

const book = async ({ booking, as, findTime }: DemoBooking, isPending = false): Promise<Appointment> => {
  const name = CUSTOMERS[Math.floor(Math.random() * CUSTOMERS.length)] ?? "";
  const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
  const time = await findTime();
  return bookAppointment(booking, as("customer"), {
    ...time,
    serviceId: "svc_haircut",
    customer: { name, email, locale: "en" },
    isPending,
  });
};

const move = async ({ booking, as, findTime }: DemoBooking, { id, staffId }: Appointment) => {
  for (;;) {
    const time = await findTime();
    if (time.staffId === staffId)
      return rescheduleAppointment(booking, as("customer"), { id, startsAt: time.startsAt });
  }
};

const pay = async ({ booking, as }: DemoBooking, { id: appointmentId }: Appointment) => {
  const { id } = await openPayment(booking, as("customer"), { appointmentId, method: "card" });
  const charge = (outcome: Parameters<typeof recordCharge>[2]["outcome"]) =>
    recordCharge(booking, as("system"), { id, chargeId: randomUUID(), outcome });
  return { id, charge };
};

/** Makes at least one event of each type that the booking backend sends. */
export const actOnce = async (demo: DemoBooking): Promise<void> => {
  const { booking, as, setClock } = demo;
  const staff = as("staff");
  const appointment = await book(demo, true);
  await confirmAppointment(booking, staff, appointment);
  await move(demo, appointment);
  await editAppointment(booking, staff, { id: appointment.id, notes: "Prefers the window seat" });
  const paid = await pay(demo, appointment);
  await paid.charge(DECLINED);
  await paid.charge({ kind: "completed" });
  await cancelAppointment(booking, as("customer"), { id: appointment.id, reason: "Caught a cold" });
  await refundPayment(booking, staff, { id: paid.id });

  const newStaff = await createStaff(booking, staff, { name: "Mila" });
  for (const finish of [completeAppointment, markNoShow]) {
    const other = await book(demo);
    await reassignAppointment(booking, staff, { id: other.id, staffId: newStaff.id });
    setClock(other.startsAt);
    await finish(booking, staff, other);
    setClock(null);
  }
  await updateStaff(booking, staff, { id: newStaff.id, isActive: false });
  await deleteStaff(booking, staff, newStaff);

  const service = await createService(booking, staff, {
    name: "Perm",
    durationMinutes: 120,
    price: 12_000,
    currency: "EUR",
  });
  await updateService(booking, staff, { id: service.id, price: 11_000 });
  await deleteService(booking, staff, service);

  const email = `demo-${randomUUID()}@example.com`;
  const customer = await createCustomer(booking, staff, { name: "Elif Demir", email });
  await updateCustomer(booking, staff, { id: customer.id, phone: "+49 30 5550123" });
  await deleteCustomer(booking, staff, customer);
};

/** Plays through the life of one appointment, a step at each call: booked, moved, paid, and now and then canceled. */
export const createStream = (demo: DemoBooking): (() => Promise<void>) => {
  let steps: (() => Promise<unknown>)[] = [];
  let turn = 0;
  return async () => {
    const step = steps.shift();
    if (step) return void (await step());
    const appointment = await book(demo);
    turn++;
    const cancel = () => cancelAppointment(demo.booking, demo.as("customer"), { id: appointment.id });
    steps = [
      () => move(demo, appointment),
      async () => (await pay(demo, appointment)).charge(turn % 3 === 0 ? DECLINED : { kind: "completed" }),
      ...(turn % 2 === 0 ? [cancel] : []),
    ];
  };
};
