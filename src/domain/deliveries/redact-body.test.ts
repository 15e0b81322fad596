import { describe, expect, it } from "vitest";
import { redactBody } from "#domain/deliveries/redact-body.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";

const bodyWith = (data: Record<string, unknown>, event = "appointment.created") =>
  buildEventBody({ id: "evt_1", event, tenantId: "salon", timestamp: new Date(0), data });

const body = bodyWith({
  appointmentId: "apt_1",
  customer: {
    name: "Ada",
    phone: "+49 30 5550123",
    pets: [
      { name: "Rex", chip: "c1" },
      { name: "Lu", chip: "c2" },
    ],
  },
  notes: "Ada's phone is +49",
  "a.b": 1,
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const dataOf = (bytes: Uint8Array) => JSON.parse(text(bytes)).data;

describe("redactBody", () => {
  it("leaves out what is named, and keeps the rest byte for byte, in its order", () => {
    expect(text(redactBody(body, ["customer.phone"]))).toBe(text(body).replace('"phone":"+49 30 5550123",', ""));
    expect(text(redactBody(body, ["notes"]))).toBe(text(body).replace('"notes":"Ada\'s phone is +49",', ""));
  });

  it("goes through every entry of a list", () => {
    expect(dataOf(redactBody(body, ["customer.pets.chip"])).customer.pets).toEqual([{ name: "Rex" }, { name: "Lu" }]);
  });

  it("leaves out whole objects, and several fields", () => {
    expect(dataOf(redactBody(body, ["customer", "notes"]))).toEqual({ appointmentId: "apt_1", "a.b": 1 });
    expect(dataOf(redactBody(body, ["customer.phone", "customer"]))).not.toHaveProperty("customer");
  });

  it("leaves the id of the appointment out in both of its places", () => {
    const redacted = text(redactBody(body, ["appointmentId"]));
    expect(redacted).not.toContain("apt_1");
    expect(JSON.parse(redacted)).toMatchObject({ id: "evt_1", event: "appointment.created", tenantId: "salon" });
  });

  it.each([
    [[]],
    [["phone"]],
    [["customer.phone.number"]],
    [["customer.toString"]],
    [["__proto__"]],
    [["constructor.prototype"]],
    [["a.b"]],
    [["id"]],
    [["event"]],
    [["pets.0"]],
    [["customer.pets.0"]],
  ])("gives the very same bytes back where %j leads nowhere", (paths) => {
    expect(redactBody(body, paths)).toBe(body);
  });

  it("makes the same bytes each time", () => {
    const [once, again] = [redactBody(body, ["customer.phone"]), redactBody(body, ["customer.phone"])];
    expect(text(once)).toBe(text(again));
  });

  it("keeps an event that no field is left of, and a key named __proto__ where it is named", () => {
    const odd = bodyWith(JSON.parse('{"paymentId":"p","__proto__":{"phone":"1"}}'), "payment.failed");
    expect(text(redactBody(odd, ["__proto__.phone"]))).toContain('"__proto__":{}');
    expect(dataOf(redactBody(odd, ["paymentId", "__proto__"]))).toEqual({});
    expect(({} as Record<string, unknown>).phone).toBeUndefined();
  });
});
