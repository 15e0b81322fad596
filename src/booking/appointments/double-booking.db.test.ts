import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { cancelAppointment } from "#booking/appointments/cancel-appointment.ts";
import { reassignAppointment } from "#booking/appointments/edit-appointment.ts";
import { rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";
import type { By } from "#booking/by.ts";
import { type BookingWorld, bookingWorld, CUSTOMER, STAFF } from "#tests/booking/booking-world.ts";

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Events after the booking of one appointment. */
const eventsOf = async ({ id }: Appointment) =>
  (await world.waiting()).filter(({ data }) => data.appointmentId === id).slice(1);

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
