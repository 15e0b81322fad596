import { describe, expect, it } from "vitest";
import { appointmentRescheduled, eventBuilder, eventId, paymentCompleted } from "#client/index.ts";

const moved = { tenantId: "salon", appointmentId: "apt_1", startTime: "2026-12-05T10:00:00+01:00" };

describe("builders", () => {
  it("make the event as Bellhop takes it", () => {
    const at = new Date("2026-12-01T08:00:00Z");
    expect(appointmentRescheduled(moved, { id: "bk_1:moved", at, extra: { room: 4 } })).toEqual({
      id: "bk_1:moved",
      name: "appointment.rescheduled",
      ts: at.getTime(),
      data: { ...moved, room: 4 },
    });
  });

  it("put the fields of the type first, and let them win over an extra of the same name", () => {
    const { data } = appointmentRescheduled(moved, { extra: { room: 4, tenantId: "another" } });
    expect(JSON.stringify(data)).toBe(JSON.stringify({ ...moved, room: 4 }));
  });

  it("make the same id for the same change, and none where nothing tells changes apart", () => {
    expect(appointmentRescheduled({ ...moved, sequence: 3 }).id).toBe("apt_1:appointment.rescheduled:3");
    expect(appointmentRescheduled(moved)).not.toHaveProperty("id");
  });

  it("make no id twice for resources of two families that have one id", () => {
    const appointment = appointmentRescheduled({ ...moved, appointmentId: "1", sequence: 1 });
    expect(paymentCompleted({ tenantId: "salon", paymentId: "1", sequence: 1 }).id).not.toBe(appointment.id);
  });

  it("keep ids within Bellhop's 200 characters, still apart", () => {
    const [one, other] = ["a", "b"].map((end) => eventId("appointment.rescheduled", "x".repeat(199) + end, 1_000_000));
    expect(one?.length).toBeLessThanOrEqual(200);
    expect(one).not.toBe(other);
  });

  it("do not compile when they are misused", () => {
    const misuses = [
      // @ts-expect-error startTime is missing
      () => appointmentRescheduled({ tenantId: "salon", appointmentId: "apt_1" }),
      // @ts-expect-error tenantId is missing
      () => paymentCompleted({ paymentId: "pay_1" }),
      // @ts-expect-error a misspelt field
      () => paymentCompleted({ tenantId: "salon", paymentId: "pay_1", ammount: 5 }),
      // @ts-expect-error a number for a text
      () => paymentCompleted({ tenantId: "salon", paymentId: 7 }),
      // @ts-expect-error the id of another family
      () => appointmentRescheduled({ tenantId: "salon", paymentId: "pay_1", startTime: "2026-12-05T10:00:00Z" }),
      // @ts-expect-error an event that is derived by Bellhop
      () => eventBuilder("appointment.scheduled"),
    ];
    expect(misuses).toHaveLength(6);
  });
});
