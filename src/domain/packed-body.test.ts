import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { NO_PLATFORM_TYPES } from "#domain/event-types/platform-types.ts";
import { newId } from "#domain/ids.ts";
import { packBody } from "#domain/pack-body.ts";
import { type BodyOwner, PACKED_BODY_BYTES_MAX, unpackIfReadable, whyUnreadable } from "#domain/packed-body.ts";
import { TEXTS_OF_FORM_1 } from "#domain/packed-body.values.ts";

const owner: BodyOwner = { eventId: "evt_01kb6qv8x1f2e8k3h6m9p2r5t8", tenantId: "salon_1" };
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const unpack = (stored: Uint8Array, of: BodyOwner = owner) => {
  const body = unpackIfReadable(stored, of);
  return body && Buffer.from(body);
};
const roundTrip = (body: Uint8Array, of: BodyOwner = owner) => unpack(packBody(body, of), of);

/** Repeatable numbers below `max` (linear congruential generator). */
const numbers = (seed: number) => {
  let state = seed;
  return (max: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * max);
  };
};

describe("a packed body", () => {
  it.each(listEventTypes(NO_PLATFORM_TYPES).map(({ type, sample }) => ({ type, sample })))(
    "of $type is what it was, at less than two thirds",
    ({ type, sample }) => {
      const own = { eventId: newId("evt"), tenantId: "salon_1" };
      const body = buildEventBody({
        id: own.eventId,
        event: type,
        tenantId: "salon_1",
        timestamp: new Date(),
        data: sample,
      });
      const packed = packBody(body, own);
      expect(packed[0]).toBe(1);
      expect(packed.byteLength).toBeLessThan((body.byteLength * 2) / 3);
      expect(unpack(packed, own)).toEqual(Buffer.from(body));
    },
  );

  it("keeps every byte of 4,000 random bodies: pieces of known texts, repeats, umlauts, emoji and raw bytes", () => {
    const next = numbers(7);
    const pieces = [
      '","customerId":"cus_',
      "appointment.created",
      "ÄÖÜß",
      "🙂",
      "\\u0000",
      "aaaaaaaaaaaaaaaa",
      '{"a":[1,2,3]}',
      owner.eventId,
      owner.tenantId,
      "2026-11-29T03:00:00.000Z",
    ];
    for (let round = 0; round < 4_000; round++) {
      const parts: Buffer[] = [Buffer.from("{")];
      for (let count = next(30); count > 0; count--) {
        const raw = Buffer.from(Array.from({ length: next(40) }, () => next(256)));
        parts.push(next(3) === 0 ? raw : Buffer.from(pieces[next(pieces.length)] ?? ""));
      }
      const body = Buffer.concat(parts).subarray(0, next(PACKED_BODY_BYTES_MAX) + 1);
      expect(roundTrip(body)?.equals(body)).toBe(true);
    }
  });

  it.each([
    ["an empty object", bytes("{}")],
    ["one that repeats itself only", bytes(`{"a":"${"x".repeat(1_900)}"}`)],
    ["the longest one", bytes(`{"a":"${"xyz ".repeat(498)}"}`)],
    ["literals of every length beside a count in one byte", bytes(`{"${"a9Z!".repeat(68)}`)],
  ])("%s", (_, body) => expect(roundTrip(body)).toEqual(Buffer.from(body)));

  it("stays plain if it is long, or gets no shorter", () => {
    const long = bytes(`{"a":"${"x".repeat(PACKED_BODY_BYTES_MAX)}"}`);
    expect(packBody(long, owner)).toBe(long);
    const short = bytes("{}");
    expect(packBody(short, owner)).toBe(short);
  });

  it("of any event is as the first release packed it: texts and ids are never changed", () => {
    const body = bytes(
      `{"id":"${owner.eventId}","event":"appointment.created","apiVersion":"2026-12-01","tenantId":"salon_1","timestamp":"2026-11-29T03:00:00.000Z","appointmentId":"apt_1","data":{"appointmentId":"apt_1","status":"confirmed","customer":{"name":"Ada","email":"ada@gmail.com"}}}`,
    );
    const packed = "AQEbhiQPYQAdD6gJKA+cAAYUNpwAAKwEB+oED/EBAQDbAA8RAgkAIAAPhgECD2gBACBBZBUHBGsBN2FkYWQDMH19fQ==";
    expect(Buffer.from(packBody(body, owner)).toString("base64")).toBe(packed);
    expect(unpack(Buffer.from(packed, "base64"))?.toString()).toBe(Buffer.from(body).toString());
    // Stored bodies refer to places in these texts: another text would change what is sent.
    expect(createHash("sha256").update(TEXTS_OF_FORM_1, "latin1").digest("hex")).toBe(
      "88fd4625acaec5ee184b63385b8ae7cf23aedf6d39c1e02e95966e97e99b772b",
    );
  });
});

it("a plain body is returned as it is", () => {
  const body = bytes('{"id":"evt_1"}');
  expect(unpackIfReadable(body, owner)).toBe(body);
});

describe("nothing is returned in place of a body", () => {
  const packed = Buffer.from(packBody(bytes(`{"id":"${owner.eventId}","event":"appointment.created"}`), owner));

  it("that a later release packed", () => {
    const later = Buffer.from(packed);
    later[0] = 2;
    expect(unpack(later)).toBeNull();
    expect(whyUnreadable(later)).toContain("form 2, which this release does not know");
    expect(whyUnreadable(packed)).toContain("damaged");
  });

  it("that was cut", () => {
    for (let length = 1; length < packed.length; length++)
      expect(unpack(packed.subarray(0, length)), `${length} bytes`).toBeNull();
  });

  it("of which a byte has changed: bytes that another place of the texts repeats stay what they are", () => {
    const plain = unpack(packed);
    let damaged = 0;
    for (let at = 1; at < packed.length; at++) {
      const wrong = Buffer.from(packed);
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      const body = unpack(wrong);
      if (body) expect(body, `byte ${at}`).toEqual(plain);
      else damaged++;
    }
    expect(damaged).toBeGreaterThan(packed.length / 2);
  });

  it("of another event or tenant", () => {
    expect(unpack(packed, { ...owner, eventId: newId("evt") })).toBeNull();
    expect(unpackIfReadable(null, owner)).toBeNull();
  });

  it("whose counts reach beyond its length", () => {
    const wrong = Buffer.from(packed);
    wrong.writeUInt16BE(packed.length - 1, 1);
    expect(unpack(wrong)).toBeNull();
    wrong.writeUInt16BE(65_535, 1);
    expect(unpack(wrong)).toBeNull();
  });
});
