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
} from "#domain/event-types/catalog.ts";
import { sendingProblem } from "#domain/event-types/check-event-name.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";

describe("the catalog", () => {
  it("has nine types for events of a backend and four operational types, each once", () => {
    expect([...eventTypeNames].sort()).toEqual([
      "appointment.canceled",
      "appointment.changed",
      "appointment.created",
      "appointment.rescheduled",
      "appointment.scheduled",
      "delivery.failed",
      "payment.completed",
      "payment.failed",
      "service.created",
      "service.updated",
      "webhook.disabled",
      "webhook.failing",
      "webhook.recovered",
    ]);
    expect(eventTypeNames.filter(isOperationalEvent)).toEqual([
      "webhook.failing",
      "webhook.recovered",
      "webhook.disabled",
      "delivery.failed",
    ]);
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

  it("derives scheduled and changed from created, and only changed from the other two", () => {
    expect(derivedTypesOf("appointment.created")).toEqual(["appointment.scheduled", "appointment.changed"]);
    expect(derivedTypesOf("appointment.rescheduled")).toEqual(["appointment.changed"]);
    expect(derivedTypesOf("appointment.canceled")).toEqual(["appointment.changed"]);
    expect(derivedTypesOf("appointment.changed")).toEqual([]);
    expect(derivedTypesOf("payment.completed")).toEqual([]);
  });

  it.each(eventTypes.filter((type) => type.derivedFrom.length > 0))(
    "$name: accepts the data of its source type",
    (type) => {
      for (const source of type.derivedFrom) {
        const sample = findEventType(source)?.sample ?? {};
        expect(validateEventData(type.name, sample)).toMatchObject({ ok: true });
      }
    },
  );
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
    expect(problem).toContain("appointment.created, appointment.rescheduled");
    expect(problem).not.toContain("appointment.scheduled");
  });

  it.each(["toString", "__proto__", ""])("knows no type called %j", (name) => {
    expect(sendingProblem(name)).toContain("Unknown event type");
  });

  it("repeats a long name in a shortened form without raw control characters", () => {
    const problem = sendingProblem(`\u001b${"a".repeat(5_000)}`) ?? "";
    expect(problem.length).toBeLessThan(500);
    expect(problem).not.toContain("\u001b");
  });
});

describe("validateEventData", () => {
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
  ])("%s with %j names %s", (name, data, path) => {
    const check = validateEventData(name, data);
    expect(check).toMatchObject({ ok: false, errors: [{ path }] });
  });
});
