import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import {
  derivedTypesOf,
  eventTypeNames,
  eventTypes,
  findEventType,
  isOperationalEvent,
  resourceIdKeyOf,
  sourcesOf,
} from "#domain/event-types/catalog.ts";
import { sendingProblem } from "#domain/event-types/check-event-name.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";

/** Words of `eventLabel`, which names types in the log without the catalogue. */
const titleOf = (name: string) => {
  const words = name.replace(".", " ").replaceAll("_", "-");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const ofBackends = eventTypes.filter(({ name }) => !isOperationalEvent(name));

const NAME_IN_TEXT = /\b(?:appointment|payment|service|staff|customer|order|form|waitlist)\.[a-z_]+\b/g;

describe("the catalog", () => {
  it("keeps the 25 types that backends and receivers rely on, and the operational types", () => {
    const actions = {
      appointment: "created confirmed rescheduled reassigned updated canceled completed no_show scheduled changed",
      payment: "completed failed refunded",
      service: "created updated deleted",
      staff: "created updated deleted",
      customer: "created updated deleted",
      order: "completed",
      form: "submitted",
      waitlist: "joined",
    };
    const promised = Object.entries(actions).flatMap(([family, names]) =>
      names.split(" ").map((name) => `${family}.${name}`),
    );
    expect(promised).toHaveLength(25);
    expect(eventTypeNames).toEqual(expect.arrayContaining(promised));
    expect(new Set(eventTypeNames).size).toBe(eventTypeNames.length);
    expect(promised.filter((name) => !findEventType(name)?.sendable)).toEqual(["appointment.scheduled"]);
    expect(eventTypeNames.filter(isOperationalEvent)).toEqual([
      "webhook.failing",
      "webhook.recovered",
      "webhook.disabled",
      "delivery.failed",
    ]);
  });

  it.each(eventTypes)("$name: its words are there, end as sentences, and its title is what the log shows", (type) => {
    expect(type.title).toBe(titleOf(type.name));
    const sentences = [type.description, type.details, ...type.sentWhen, ...type.notSentWhen];
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*[.]$/s);
    expect(type.description.length).toBeLessThanOrEqual(120);
  });

  it.each(eventTypes)("$name: its words name no type that does not exist", ({ details, sentWhen, notSentWhen }) => {
    const named = [details, ...sentWhen, ...notSentWhen].join(" ").matchAll(NAME_IN_TEXT);
    for (const [name] of named) expect(eventTypeNames).toContain(name);
  });

  it.each(eventTypes)("$name: its sample satisfies its schema, names its resource and carries no tenantId", (type) => {
    const sample: Record<string, unknown> = type.sample;
    expect(validateEventData(type.name, sample)).toEqual({ ok: true, data: sample });
    expect(sample[resourceIdKeyOf(type)]).toEqual(expect.any(String));
    expect(sample).not.toHaveProperty("tenantId");
  });

  it.each(listEventTypes())(
    "$type: its public JSON Schema accepts its sample and refuses one without the id",
    (type) => {
      const validate = addFormats.default(new Ajv2020({ strict: true })).compile(type.schema);
      expect(validate(type.sample)).toBe(true);
      expect(validate({})).toBe(false);
    },
  );

  it("derives changed from every appointment type that may be sent except itself, and scheduled from created", () => {
    for (const { name, family, sendable } of eventTypes) {
      const isSource = family === "appointment" && sendable && name !== "appointment.changed";
      const scheduled = name === "appointment.created" ? ["appointment.scheduled"] : [];
      expect(derivedTypesOf(name), name).toEqual(isSource ? [...scheduled, "appointment.changed"] : []);
    }
  });

  it.each(eventTypes.flatMap((type) => sourcesOf(type).map((source) => ({ name: type.name, source }))))(
    "$name: accepts the data of $source",
    ({ name, source }) => {
      expect(validateEventData(name, findEventType(source)?.sample ?? {})).toMatchObject({ ok: true });
    },
  );

  it.each(ofBackends)("$name: takes null for each field that is not required", (type) => {
    const optional = Object.entries(type.data.shape).filter(([, field]) => field.safeParse(undefined).success);
    const data = { ...type.sample, ...Object.fromEntries(optional.map(([name]) => [name, null])) };
    expect(optional.length).toBeGreaterThan(0);
    expect(validateEventData(type.name, data)).toEqual({ ok: true, data });
  });

  it.each(ofBackends)("$name: says which change it is, what was before, and by whom", (type) => {
    expect(Object.keys(type.data.shape)).toEqual(expect.arrayContaining(["sequence", "previous", "actor", "cause"]));
  });
});

describe("sendingProblem", () => {
  it.each(["appointment.created", "appointment.changed", "service.updated"])("lets %s be sent", (name) => {
    expect(sendingProblem(name)).toBeNull();
  });

  it("names what to send instead of a type that is only derived", () => {
    expect(sendingProblem("appointment.scheduled")).toContain('Send "appointment.created" instead');
  });

  it.each([
    "inngest/function.finished",
    "bellhop/event.accepted",
    "webhook/delivery.due",
    "webhook.failing",
    "delivery.failed",
  ])("refuses the internal name %s", (name) => {
    expect(sendingProblem(name)).toContain("internal name");
  });

  it.each(eventTypeNames.filter(isOperationalEvent))(
    "says that Bellhop makes %s itself, and offers other types",
    (name) => {
      const problem = sendingProblem(name) ?? "";
      expect(problem).toContain("we make these events ourselves");
      expect(problem.slice(problem.indexOf("Send one of"))).not.toContain(name);
    },
  );

  it("lists the types that may be sent when the name is unknown", () => {
    const problem = sendingProblem("appointment.create") ?? "";
    expect(problem).toContain('Unknown event type "appointment.create"');
    expect(problem).toContain("appointment.created, appointment.confirmed");
    expect(problem).not.toContain("appointment.scheduled");
  });

  it.each(["toString", "__proto__", ""])("knows no type called %j", (name) => {
    expect(sendingProblem(name)).toContain("Unknown event type");
  });

  it("repeats a long name in a shortened form without raw control characters", () => {
    const problem = sendingProblem(`\u001b${"a".repeat(5_000)}`) ?? "";
    expect(problem.length).toBeLessThan(800);
    expect(problem).not.toContain("\u001b");
  });
});

const moved = { appointmentId: "a", startTime: "2026-03-14T10:00:00Z" };

describe("validateEventData", () => {
  it("says for each lifecycle field what to send instead", () => {
    const data = {
      ...moved,
      sequence: 0,
      actor: { kind: "robot" },
      cause: "rain",
      links: { cancel: "http://book.example.com" },
      timezone: "Berlin",
    };
    const check = validateEventData("appointment.rescheduled", data);
    expect(check.ok ? [] : check.errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "data.timezone: use an IANA time zone, like Europe/Berlin",
      "data.sequence: use a whole number of 1 or more",
      "data.actor.kind: use one of: customer, staff, system, api",
      "data.cause: use one of: customer_link, customer_portal, staff, api, payment_timeout, series, import, other",
      "data.links.cancel: use an address that starts with https://",
    ]);
  });

  it("takes the old times in either spelling", () => {
    const previousStartTime = "2026-03-13T10:00:00Z";
    for (const more of [{ previousStartTime }, { previous: { startTime: previousStartTime } }])
      expect(validateEventData("appointment.rescheduled", { ...moved, ...more }).ok).toBe(true);
  });

  it("keeps key order, unknown fields and exact values: returns the same object", () => {
    const data = {
      zeta: [1.5, null],
      startTime: "2025-12-05T10:00:00+01:00",
      appointmentId: "abc123",
      extra: { a: "\u0000" },
    };
    const check = validateEventData("appointment.created", data);
    expect(check.ok && check.data).toBe(data);
  });

  it("accepts 100 levels of nesting, and refuses deeper data before any serialisation", () => {
    const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
    expect(validateEventData("service.created", { serviceId: "s", x: nested(98) }).ok).toBe(true);
    for (const levels of [99, 50_000]) {
      const check = validateEventData("service.created", { serviceId: "s", x: nested(levels) });
      expect(check).toMatchObject({ ok: false, errors: [{ path: "data" }] });
    }
  });

  it("needs only the id of its family", () => {
    expect(validateEventData("appointment.created", { appointmentId: "abc123" }).ok).toBe(true);
    expect(validateEventData("payment.failed", { paymentId: "p" }).ok).toBe(true);
    expect(validateEventData("service.updated", { serviceId: "s" }).ok).toBe(true);
  });

  it.each([
    ["appointment.created", {}, "data.appointmentId"],
    ["appointment.created", { appointmentId: 7 }, "data.appointmentId"],
    ["appointment.created", { appointmentId: "" }, "data.appointmentId"],
    ["appointment.created", { appointmentId: "a\u0000b" }, "data.appointmentId"],
    ["appointment.created", { appointmentId: "a", startTime: "tomorrow" }, "data.startTime"],
    ["appointment.created", { appointmentId: "a", startTime: "2025-12-05T10:00:00" }, "data.startTime"],
    ["appointment.created", { appointmentId: "a", startTime: "2025-02-30T10:00:00Z" }, "data.startTime"],
    ["appointment.created", { appointmentId: "a", startTime: 1_764_928_800 }, "data.startTime"],
    ["appointment.created", { appointmentId: "a", customer: { name: 5 } }, "data.customer.name"],
    ["payment.completed", { paymentId: "p", amount: "45.00" }, "data.amount"],
    ["payment.completed", { appointmentId: "a" }, "data.paymentId"],
    ["service.created", { serviceId: "s", active: "yes" }, "data.active"],
    ["appointment.unknown", {}, "event"],
    ["appointment.rescheduled", { appointmentId: "a" }, "data.startTime"],
    ["appointment.rescheduled", { appointmentId: "a", startTime: null }, "data.startTime"],
    ["appointment.rescheduled", { ...moved, previousStartTime: "earlier" }, "data.previousStartTime"],
    ["appointment.created", { appointmentId: "a", sequence: 0 }, "data.sequence"],
    ["appointment.created", { appointmentId: "a", sequence: 1.5 }, "data.sequence"],
    ["appointment.created", { appointmentId: "a", sequence: "1" }, "data.sequence"],
    ["appointment.updated", { appointmentId: "a", previous: ["notes"] }, "data.previous"],
    ["appointment.updated", { appointmentId: "a", previous: { startTime: 5 } }, "data.previous.startTime"],
    ["appointment.canceled", { appointmentId: "a", actor: {} }, "data.actor.kind"],
    ["appointment.canceled", { appointmentId: "a", actor: { kind: "robot" } }, "data.actor.kind"],
    ["appointment.canceled", { appointmentId: "a", cause: "rain" }, "data.cause"],
    ["appointment.created", { appointmentId: "a", replaces: 7 }, "data.replaces"],
    ["appointment.canceled", { appointmentId: "a", replacedBy: "" }, "data.replacedBy"],
    ["appointment.created", { appointmentId: "a", series: { index: 1 } }, "data.series.id"],
    ["appointment.created", { appointmentId: "a", series: { id: "s", index: 1, count: 0 } }, "data.series.count"],
    ["appointment.created", { appointmentId: "a", links: { cancel: "http://a.example" } }, "data.links.cancel"],
    ["appointment.created", { appointmentId: "a", links: { ics: "https://" } }, "data.links.ics"],
    ["appointment.created", { appointmentId: "a", answers: [{ answer: "Yes" }] }, "data.answers.0.question"],
    ["appointment.created", { appointmentId: "a", answers: "Yes" }, "data.answers"],
    ["appointment.created", { appointmentId: "a", answers: Array(501).fill({}) }, "data.answers"],
    ["form.submitted", { formId: "f", answers: [{ question: "q", answer: {} }] }, "data.answers.0.answer"],
    ["appointment.created", { appointmentId: "a", timezone: "Berlin" }, "data.timezone"],
    ["appointment.created", { appointmentId: "a", timezone: "+01:00" }, "data.timezone"],
    ["appointment.created", { appointmentId: "a", customer: { locale: 1 } }, "data.customer.locale"],
    ["payment.refunded", { paymentId: "p", sequence: -1 }, "data.sequence"],
    ["staff.updated", { staffId: "s", serviceIds: [1] }, "data.serviceIds.0"],
    ["order.completed", { orderId: "o", items: [{ quantity: 0 }] }, "data.items.0.quantity"],
    ["waitlist.joined", {}, "data.waitlistId"],
  ])("%s with %j names %s", (name, data, path) => {
    const check = validateEventData(name, data);
    expect(check).toMatchObject({ ok: false, errors: [{ path }] });
  });
});
