import { describe, expect, it } from "vitest";
import { formBody } from "#domain/deliveries/body-variant.ts";
import { prepareRedaction } from "#domain/deliveries/redact-body.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { createTurns, inTurns } from "#domain/turns.ts";

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

const redacted = (paths: string[], of = body, event = "appointment.created") =>
  formBody({ event, body: of }, { convertTo: null, redact: paths });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const dataOf = (bytes: Uint8Array) => JSON.parse(text(bytes)).data;

describe("a body without hidden fields", () => {
  it("leaves the named fields out, and keeps the rest byte for byte and in order", async () => {
    expect(text(await redacted(["customer.phone"]))).toBe(text(body).replace('"phone":"+49 30 5550123",', ""));
    expect(text(await redacted(["notes"]))).toBe(text(body).replace('"notes":"Ada\'s phone is +49",', ""));
  });

  it("redacts every entry of a list", async () => {
    expect(dataOf(await redacted(["customer.pets.chip"])).customer.pets).toEqual([{ name: "Rex" }, { name: "Lu" }]);
  });

  it("leaves out whole objects and several fields", async () => {
    expect(dataOf(await redacted(["customer", "notes"]))).toEqual({ appointmentId: "apt_1", "a.b": 1 });
    expect(dataOf(await redacted(["customer.phone", "customer"]))).not.toHaveProperty("customer");
  });

  it("leaves the appointment id out in both of its places", async () => {
    const bytes = text(await redacted(["appointmentId"]));
    expect(bytes).not.toContain("apt_1");
    expect(JSON.parse(bytes)).toMatchObject({ id: "evt_1", event: "appointment.created", tenantId: "salon" });
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
  ])("gives the very same bytes back where %j leads nowhere", async (paths) => {
    expect(await redacted(paths)).toBe(body);
  });

  it("gives the same bytes each time", async () => {
    const [once, again] = [await redacted(["customer.phone"]), await redacted(["customer.phone"])];
    expect(text(once)).toBe(text(again));
  });

  it("keeps an event without any field left, and handles a key named __proto__", async () => {
    const odd = bodyWith(JSON.parse('{"paymentId":"p","__proto__":{"phone":"1"}}'), "payment.failed");
    expect(text(await redacted(["__proto__.phone"], odd, "payment.failed"))).toContain('"__proto__":{}');
    expect(dataOf(await redacted(["paymentId", "__proto__"], odd, "payment.failed"))).toEqual({});
    expect(({} as Record<string, unknown>).phone).toBeUndefined();
  });

  it("keeps numbers and escapes as sent, and finds a key however it is escaped", async () => {
    const sent = new TextEncoder().encode(
      '{ "data" : { "a":1.0, "ph\\u006fne" : "\\"x" , "b":1e400,"c":"\\u00e9\\\\" } }',
    );
    expect(text(await redacted(["phone"], sent))).toBe('{ "data" : { "a":1.0 , "b":1e400,"c":"\\u00e9\\\\" } }');
    expect(text(await redacted(["a", "phone"], sent))).toBe('{ "data" : {   "b":1e400,"c":"\\u00e9\\\\" } }');
    expect(text(await redacted(["b", "phone", "a", "c"], sent))).toBe('{ "data" : {    } }');
  });

  it("equals parsing, deleting and serialising, for any body and any paths", async () => {
    const random = seeded(7);
    const keys = ["a", "b", "c", "appointmentId", '"', "é"];
    const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
    const value = (depth: number): unknown => {
      const kind = depth > 5 ? 0 : Math.floor(random() * 4);
      const entries = Array.from({ length: Math.floor(random() * 5) });
      if (kind === 1) return entries.map(() => value(depth + 1));
      if (kind > 1) return Object.fromEntries(entries.map(() => [pick(keys), value(depth + 1)]));
      return pick([null, true, -1.5e-7, "", 'a"}],\\', "\ud800", "é☃"]);
    };
    for (let round = 0; round < 500; round++) {
      const data = { a: value(0), b: value(0), c: value(0), appointmentId: "apt" };
      const one = bodyWith(data);
      const paths = Array.from({ length: 6 }, () =>
        Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(["a", "b", "c", "appointmentId"])).join("."),
      );
      expect(text(await redacted(paths, one)), JSON.stringify({ data, paths })).toBe(deleteAndSerialise(one, paths));
    }
  });
});

describe("the redaction of one body for many webhooks", () => {
  const webhooks = Array.from({ length: 50 }, (_, webhook) =>
    Array.from({ length: 20 }, (_, path) => `a.b.c.d.e.f.g.h${webhook % 2}_${path}`),
  );
  const large = bodyWith({ appointmentId: "x", a: Array.from({ length: 80_000 }, () => ({})), z: "é".repeat(5_000) });

  it("visits each value once, and yields to other work every few thousand values", async () => {
    let [steps, sincePause, longest, pauses] = [0, 0, 0, 0];
    const counting = createTurns();
    const turns = {
      step: (count = 1) => {
        steps += count;
        sincePause += count;
        longest = Math.max(longest, sincePause);
        return counting.step(count);
      },
      pause: async () => {
        pauses++;
        sincePause = 0;
      },
    };
    const redact = await inTurns(
      prepareRedaction({ event: "appointment.created", body: large }, webhooks.flat(), turns),
      turns,
    );
    for (const paths of webhooks) expect(await inTurns(redact(paths), turns)).toBe(large);
    expect(steps).toBeGreaterThan(80_000);
    expect(steps).toBeLessThan(80_020);
    expect(pauses).toBe(40);
    expect(longest).toBe(2_000);
  });

  it("builds the bytes of each set of paths once", async () => {
    const turns = createTurns();
    const paths = ["a", "z", "appointmentId"];
    const redact = await inTurns(prepareRedaction({ event: "appointment.created", body: large }, paths, turns), turns);
    const first = await inTurns(redact(["a", "z"]), turns);
    expect(dataOf(first)).toEqual({ appointmentId: "x" });
    expect(await inTurns(redact(["z", "a", "z"]), turns)).toBe(first);
    expect(dataOf(await inTurns(redact(["z", "appointmentId"]), turns))).toEqual({ a: expect.any(Array) });
  });
});

/** Independent implementation of redaction, for comparison: parse, delete, serialise. */
const deleteAndSerialise = (bytes: Uint8Array, paths: readonly string[]): string => {
  const parsed = JSON.parse(text(bytes));
  const remove = (value: unknown, [key = "", ...rest]: readonly string[]): void => {
    if (Array.isArray(value)) for (const entry of value) remove(entry, [key, ...rest]);
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, key)) {
      const record = value as Record<string, unknown>;
      if (rest.length === 0) delete record[key];
      else remove(record[key], rest);
    }
  };
  for (const path of paths) remove(parsed.data, path.split("."));
  if (paths.includes("appointmentId")) delete parsed.appointmentId;
  return JSON.stringify(parsed);
};

/** Repeatable random numbers in [0, 1). */
const seeded = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
