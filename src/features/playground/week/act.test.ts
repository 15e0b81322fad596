import { describe, expect, it } from "vitest";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";
import { type Act, type ActResult, allows, perform } from "#features/playground/week/act.ts";
import { firstWeek } from "#features/playground/week/first-week.ts";
import { CUSTOMERS, DAYS, SERVICES, STAFF } from "#features/playground/week/salon.ts";
import { type Appointment, type By, findAppointment, type Place, type Week } from "#features/playground/week/week.ts";

const NOW = new Date("2026-11-25T09:00:00Z");
const ZONE = "Europe/Berlin";

/** Deterministic ids: `apt_1`, `pay_2`. */
const counter = () => {
  let count = 0;
  return (prefix: string) => `${prefix}_${++count}`;
};

const emptyWeek = (): Week => ({ ...firstWeek(NOW, ZONE, counter()), appointments: [] });
const TUESDAY_TEN: Place = { day: 1, start: 600, staffId: "stf_maria" };
const HAIRCUT = { serviceId: "svc_haircut", customerId: "cus_ada" };

const run = (week: Week, act: Act, by: By = "staff", newId = counter()) => {
  const result = perform(week, act, { by, now: NOW, newId });
  if (!result.ok) throw new Error(result.why.code);
  return result;
};
const booked = (by: By = "staff") => run(emptyWeek(), { kind: "book", place: TUESDAY_TEN, ...HAIRCUT }, by);
const only = ({ week }: { week: Week }): Appointment => {
  const [one, ...others] = week.appointments;
  if (!one || others.length > 0) throw new Error("expected one appointment");
  return one;
};

const WHOLE = {
  appointmentId: "apt_1",
  sequence: 1,
  serviceId: "svc_haircut",
  staffId: "stf_maria",
  startTime: "2026-11-24T10:00:00+01:00",
  endTime: "2026-11-24T10:45:00+01:00",
  status: "pending",
  notes: null,
  timezone: ZONE,
  locationId: "loc_mitte",
  price: 4500,
  currency: "EUR",
  customerId: "cus_ada",
  customer: { name: "Ada Brandt", email: "ada@example.com", phone: "+49 30 23125 101", locale: "en-GB" },
  source: "playground",
  links: {
    manage: "https://book.example.com/m/apt_1",
    cancel: "https://book.example.com/m/apt_1/cancel",
    reschedule: "https://book.example.com/m/apt_1/move",
    ics: "https://book.example.com/m/apt_1.ics",
  },
};
const MARIA = { kind: "staff", id: "stf_maria", name: "Maria Lenz" };
const ADA = { kind: "customer", id: "cus_ada", name: "Ada Brandt" };

describe("a booking", () => {
  it("is one appointment.created with the whole appointment, and nothing previous", () => {
    expect(booked().event).toEqual({
      id: "apt_1:created:1",
      event: "appointment.created",
      data: { ...WHOLE, actor: MARIA, cause: "staff" },
    });
    expect(booked("customer").event.data).toMatchObject({ actor: ADA, cause: "customer_portal" });
  });
});

describe("each change of an appointment is one event with the whole of it, the next sequence and the old values", () => {
  const appointmentId = "apt_1";
  it.each<[Act, By, string, object, object, object]>([
    [
      { kind: "confirm", appointmentId },
      "customer",
      "confirmed",
      { status: "confirmed" },
      { status: "pending" },
      { actor: ADA, cause: "customer_link" },
    ],
    [
      { kind: "move", appointmentId, place: { ...TUESDAY_TEN, start: 630 } },
      "customer",
      "rescheduled",
      { startTime: "2026-11-24T10:30:00+01:00", endTime: "2026-11-24T11:15:00+01:00" },
      { startTime: "2026-11-24T10:00:00+01:00", endTime: "2026-11-24T10:45:00+01:00" },
      { actor: ADA, cause: "customer_link" },
    ],
    [
      { kind: "move", appointmentId, place: { day: 5, start: 600, staffId: "stf_leo" } },
      "staff",
      "rescheduled",
      { startTime: "2026-11-28T10:00:00+01:00", endTime: "2026-11-28T10:45:00+01:00", staffId: "stf_leo" },
      { startTime: "2026-11-24T10:00:00+01:00", endTime: "2026-11-24T10:45:00+01:00", staffId: "stf_maria" },
      { actor: { kind: "staff", id: "stf_leo", name: "Leo Fischer" }, cause: "staff" },
    ],
    [
      { kind: "move", appointmentId, place: { ...TUESDAY_TEN, staffId: "stf_leo" } },
      "staff",
      "reassigned",
      { staffId: "stf_leo" },
      { staffId: "stf_maria" },
      { cause: "staff" },
    ],
    [
      { kind: "note", appointmentId, notes: " Brings her dog " },
      "staff",
      "updated",
      { notes: "Brings her dog" },
      { notes: null },
      { actor: MARIA },
    ],
    [
      { kind: "cancel", appointmentId },
      "customer",
      "canceled",
      { status: "canceled" },
      { status: "pending" },
      { actor: ADA, cause: "customer_link" },
    ],
    [
      { kind: "complete", appointmentId },
      "customer",
      "completed",
      { status: "completed" },
      { status: "pending" },
      { actor: MARIA, cause: "staff" },
    ],
    [
      { kind: "no_show", appointmentId },
      "customer",
      "no_show",
      { status: "no_show" },
      { status: "pending" },
      { actor: MARIA, cause: "staff" },
    ],
  ])("%j by the %s", (act, by, type, changed, previous, told) => {
    const { week, event } = run(booked().week, act, by);
    expect(event).toMatchObject({ id: `apt_1:${type}:2`, event: `appointment.${type}` });
    expect(event.data).toMatchObject({ ...WHOLE, ...changed, sequence: 2, ...told });
    expect(event.data.previous).toEqual(previous);
    expect(only({ week }).sequence).toBe(2);
  });
});

describe("a payment", () => {
  it("fails, succeeds and is refunded under one id, with a sequence of its own", () => {
    const newId = counter();
    let state: { week: Week } = run(emptyWeek(), { kind: "book", place: TUESDAY_TEN, ...HAIRCUT }, "staff", newId);
    const events = (["fail_payment", "pay", "refund"] as const).map((kind) => {
      const result = run(state.week, { kind, appointmentId: "apt_1" }, "customer", newId);
      state = result;
      return result.event;
    });
    expect(events.map(({ id }) => id)).toEqual(["pay_2:failed:1", "pay_2:completed:2", "pay_2:refunded:3"]);
    expect(events.map(({ event }) => event)).toEqual(["payment.failed", "payment.completed", "payment.refunded"]);
    expect(events[0]?.data).toEqual({
      paymentId: "pay_2",
      sequence: 1,
      appointmentId: "apt_1",
      customerId: "cus_ada",
      amount: 4500,
      currency: "EUR",
      method: "card",
      status: "failed",
      failedAt: NOW.toISOString(),
      failureCode: "card_declined",
      failureMessage: "The bank declined the card.",
      actor: ADA,
      cause: "customer_portal",
    });
    expect(events.map(({ data }) => data.previous)).toEqual([undefined, { status: "failed" }, { status: "completed" }]);
    expect(events[2]?.data).toMatchObject({ actor: MARIA, cause: "staff" });
    expect(only(state).sequence).toBe(1);
  });
});

describe("a place that is taken", () => {
  const full = () => {
    const newId = counter();
    const one = run(emptyWeek(), { kind: "book", place: TUESDAY_TEN, ...HAIRCUT }, "staff", newId);
    const place = { ...TUESDAY_TEN, start: 660 };
    return run(one.week, { kind: "book", place, serviceId: "svc_color", customerId: "cus_bruno" }, "staff", newId).week;
  };

  const WITH_ADA = { code: "taken", staffId: "stf_maria", customerId: "cus_ada", start: 600 };

  it.each([
    ["its beginning", 615, WITH_ADA],
    ["its end", 570, WITH_ADA],
    ["all of it", 600, WITH_ADA],
    ["the next one", 645, { ...WITH_ADA, customerId: "cus_bruno", start: 660 }],
    ["the time before the salon opens", 525, { code: "closed" }],
    ["the time after the salon closes", 1050, { code: "closed" }],
    ["a time off the grid", 607, { code: "closed" }],
  ])("takes no booking over %s", (_, start, why) => {
    const act: Act = { kind: "book", place: { ...TUESDAY_TEN, start }, ...HAIRCUT };
    expect(perform(full(), act, { by: "staff", now: NOW, newId: counter() })).toEqual({ ok: false, why });
  });

  it("takes no move either, but an appointment may move over its own place", () => {
    const act = (start: number): Act => ({ kind: "move", appointmentId: "apt_1", place: { ...TUESDAY_TEN, start } });
    expect(perform(full(), act(660), { by: "staff", now: NOW, newId: counter() })).toMatchObject({ ok: false });
    expect(run(full(), act(615)).event.event).toBe("appointment.rescheduled");
    expect(perform(full(), act(600), { by: "staff", now: NOW, newId: counter() })).toMatchObject({ ok: false });
  });

  it("is free again after a cancellation", () => {
    const { week } = run(full(), { kind: "cancel", appointmentId: "apt_1" });
    expect(
      run(week, { kind: "book", place: TUESDAY_TEN, ...HAIRCUT }, "staff", () => "apt_9").week.appointments,
    ).toHaveLength(3);
  });
});

it("refuses acts that the state of an appointment does not allow", () => {
  const canceled = run(booked().week, { kind: "cancel", appointmentId: "apt_1" }).week;
  for (const kind of ["confirm", "complete", "no_show", "cancel", "pay", "fail_payment", "refund"] as const)
    expect(perform(canceled, { kind, appointmentId: "apt_1" }, { by: "staff", now: NOW, newId: counter() }).ok).toBe(
      false,
    );
  expect(
    perform(canceled, { kind: "cancel", appointmentId: "apt_0" }, { by: "staff", now: NOW, newId: counter() }).ok,
  ).toBe(false);
  expect(allows("refund", only(booked()))).toBe(false);
});

/** Pseudo-random numbers below `max`, the same in each run. */
const dice = (seed: number) => {
  let state = seed;
  return (max: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * max);
  };
};

it("keeps its promises over thousands of acts: one valid event each, sequences without a gap, nobody booked twice", () => {
  const roll = dice(18);
  const newId = counter();
  let week = firstWeek(NOW, ZONE, newId);
  const sequences = new Map<string, number>(week.appointments.map(({ appointmentId }) => [appointmentId, 1]));
  const place = (): Place => ({
    day: roll(DAYS),
    start: 510 + 15 * roll(40),
    staffId: STAFF[roll(STAFF.length)]?.staffId ?? "",
  });
  const some = (): string => week.appointments[roll(week.appointments.length)]?.appointmentId ?? "";
  const acts: (() => Act)[] = [
    () => ({
      kind: "book",
      place: place(),
      serviceId: SERVICES[roll(6)]?.serviceId ?? "",
      customerId: CUSTOMERS[roll(12)]?.customerId ?? "",
    }),
    () => ({ kind: "move", appointmentId: some(), place: place() }),
    () => {
      const { appointmentId = "", ...at } = week.appointments[roll(week.appointments.length)] ?? {};
      return { kind: "move", appointmentId, place: { ...place(), ...at, staffId: place().staffId } };
    },
    () => ({ kind: "note", appointmentId: some(), notes: `note ${roll(9)}` }),
    ...(["confirm", "complete", "no_show", "cancel", "pay", "fail_payment", "refund"] as const).map(
      (kind) => (): Act => ({ kind, appointmentId: some() }),
    ),
  ];
  const done = new Map<string, number>();
  for (let i = 0; i < 4_000; i++) {
    const act = acts[roll(acts.length)]?.();
    if (!act) continue;
    const before = JSON.stringify(week);
    const result: ActResult = perform(week, act, { by: roll(2) ? "staff" : "customer", now: NOW, newId });
    if (!result.ok) {
      expect(JSON.stringify(week)).toBe(before);
      continue;
    }
    ({ week } = result);
    const { event, data } = result.event;
    expect(validateEventData(event, data)).toEqual({ ok: true, data });
    const resource = String(event.startsWith("payment") ? data.paymentId : data.appointmentId);
    expect(data.sequence).toBe((sequences.get(resource) ?? 0) + 1);
    sequences.set(resource, Number(data.sequence));
    done.set(event, (done.get(event) ?? 0) + 1);
  }
  expect([...done.keys()].sort()).toHaveLength(11);
  for (const one of week.appointments) {
    const others = week.appointments.filter(
      (other) =>
        other !== one &&
        other.status !== "canceled" &&
        one.status !== "canceled" &&
        other.day === one.day &&
        other.staffId === one.staffId &&
        other.start < one.start + one.minutes &&
        one.start < other.start + other.minutes,
    );
    expect(others).toEqual([]);
    expect(findAppointment(week, one.appointmentId)).toBe(one);
  }
});
