import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { convertBody, spellingsOf } from "#domain/event-types/convert-body.ts";
import { withPrevious } from "#domain/event-types/previous-values.ts";
import { createTurns, inTurns } from "#domain/turns.ts";

const HEAD = '{"id":"evt_1","event":"appointment.rescheduled","apiVersion":"2026-12-01","tenantId":"t","data":';

/** Body in the newest version with exactly these bytes as its data. */
const stored = (data: string, event = "appointment.rescheduled") =>
  Buffer.from(`${HEAD.replace("appointment.rescheduled", event)}${data}}`);

const convert = async (body: Uint8Array, to: string, event = "appointment.rescheduled") =>
  Buffer.from(await inTurns(convertBody({ event, body }, to, createTurns()), createTurns())).toString();

const dataIn = (text: string) => text.slice(text.indexOf('"data":') + 7, -1);

const down = async (data: string, event?: string) => dataIn(await convert(stored(data, event), "2026-11-01", event));

const up = async (data: string) =>
  dataIn(await convert(Buffer.from(stored(data).toString().replace("2026-12-01", "2026-11-01")), "2026-12-01"));

describe("2026-11-01 from 2026-12-01", () => {
  it("has the old times beside the new ones, the older version in its head, and other bytes as they were", async () => {
    const body = buildEventBody({
      id: "evt_1",
      event: "appointment.rescheduled",
      tenantId: "salon",
      timestamp: new Date(0),
      data: {
        appointmentId: "a",
        previous: { startTime: "S", endTime: "E", staffId: "x" },
        startTime: "N",
        é: "\u0000",
      },
    });
    expect(await convert(body, "2026-11-01")).toBe(
      '{"id":"evt_1","event":"appointment.rescheduled","apiVersion":"2026-11-01","tenantId":"salon",' +
        '"timestamp":"1970-01-01T00:00:00.000Z","appointmentId":"a","data":{"appointmentId":"a",' +
        '"previousStartTime":"S","previousEndTime":"E","startTime":"N","é":"\\u0000"}}',
    );
  });

  it.each([
    ['{"previous":{"endTime":"E","startTime":"S"},"a":1}', '{"previousEndTime":"E","previousStartTime":"S","a":1}'],
    ['{"a":1,"previous":{"notes":"n"}}', '{"a":1}'],
    ['{"previous":{"notes":"n"},"a":1}', '{"a":1}'],
    ['{"previous":null}', "{}"],
    ['{"a":1,"previous":{"startTime":null},"b":2}', '{"a":1,"previousStartTime":null,"b":2}'],
    ['{"a":{"previous":{"startTime":"S"}}}', '{"a":{"previous":{"startTime":"S"}}}'],
    ['{"previousStartTime":5,"previous":{"startTime":"S"}}', '{"previousStartTime":"S"}'],
    ['{"n":1e400,"previous":{"x":0.10},"m":-0.0}', '{"n":1e400,"m":-0.0}'],
  ])("%s becomes %s", async (from, to) => expect(await down(from)).toBe(to));

  it("of other resources has no previous values, and operational events differ in the version alone", async () => {
    expect(await down('{"serviceId":"s","previous":{"price":4500},"price":5000.50}', "service.updated")).toBe(
      '{"serviceId":"s","price":5000.50}',
    );
    expect(await down('{"webhookId":"w","previous":{}}', "webhook.failing")).toBe('{"webhookId":"w","previous":{}}');
  });
});

describe("2026-12-01 from 2026-11-01, as events were stored before", () => {
  it.each([
    ['{"a":1,"previousStartTime":"S","previousEndTime":"E"}', '{"a":1,"previous":{"startTime":"S","endTime":"E"}}'],
    ['{"previousEndTime":"E","a":1e3}', '{"previous":{"endTime":"E"},"a":1e3}'],
    [
      '{"previousStartTime":"S","previousEndTime":"E","previous":{},"a":1}',
      '{"previous":{"startTime":"S","endTime":"E"},"a":1}',
    ],
    [
      '{"previous":{"startTime":"P","n":1.0},"previousStartTime":"S","previousEndTime":"E"}',
      '{"previous":{"startTime":"P","n":1.0,"endTime":"E"}}',
    ],
    ['{"previous":null,"previousStartTime":"S"}', '{"previous":{"startTime":"S"}}'],
    ['{"previous":"own","previousStartTime":"S"}', '{"previous":"own","previousStartTime":"S"}'],
    ['{"previousStartTime":5}', '{"previousStartTime":5}'],
    ['{"a":"\\"previous"}', '{"a":"\\"previous"}'],
  ])("%s becomes %s", async (from, to) => expect(await up(from)).toBe(to));

  it("equals the data of an event that is accepted today, for any data", async () => {
    const key = fc.constantFrom("previous", "previousStartTime", "previousEndTime", "startTime", "a", "__proto__", "1");
    const inner = fc.dictionary(
      fc.constantFrom("startTime", "endTime", "x", "previous"),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const value = fc.oneof(fc.constant(null), fc.string(), inner, fc.jsonValue({ maxDepth: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, value), { maxLength: 6 }), async (entries) => {
        const data = JSON.parse(JSON.stringify(Object.fromEntries(entries)));
        const text = JSON.stringify(data);
        expect(await up(text)).toBe(JSON.stringify(withPrevious(data)));
        expect(dataIn(await convert(stored(await up(text)), "2026-11-01"))).not.toMatch(/^\{"previous":/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an event in the old spelling", () => {
  it("reaches a webhook at 2026-11-01 with the very bytes of before", async () => {
    const data = { appointmentId: "a", previousStartTime: "S", previousEndTime: "E", startTime: "N", price: 4500.5 };
    const body = buildEventBody({
      id: "e",
      event: "appointment.rescheduled",
      tenantId: "t",
      timestamp: new Date(0),
      data,
    });
    expect(dataIn(Buffer.from(body).toString())).toContain('"previous":{"startTime":"S","endTime":"E"}');
    expect(dataIn(await convert(body, "2026-11-01"))).toBe(JSON.stringify(data));
  });

  it("is moved in data of any shape without a loss of other fields", () => {
    expect(withPrevious({ previousStartTime: "S", previous: { startTime: "P", a: 1 }, b: 2 })).toEqual({
      previous: { startTime: "P", a: 1 },
      b: 2,
    });
    const odd = { previousStartTime: "S", previous: "own" };
    expect(withPrevious(odd)).toBe(odd);
  });
});

describe("bytes of another form", () => {
  it.each(["{}", "", '{"id":"x"}', stored("{}").toString().replace("2026-12-01", "2030-01-01")])(
    "%s stay the same",
    async (text) => expect(await convert(Buffer.from(text), "2026-11-01")).toBe(text),
  );

  it("stay the same for an unknown version", async () => {
    const body = stored('{"previous":{}}');
    expect(await convert(body, "2030-01-01")).toBe(body.toString());
  });
});

it("a hidden path is hidden in the spelling of each version, of appointments only", () => {
  expect(spellingsOf("appointment.rescheduled", "previousStartTime")).toEqual([
    "previousStartTime",
    "previous.startTime",
  ]);
  expect(spellingsOf("appointment.changed", "previous.endTime")).toEqual(["previous.endTime", "previousEndTime"]);
  expect(spellingsOf("appointment.changed", "previous")).toEqual(["previous", "previousStartTime", "previousEndTime"]);
  expect(spellingsOf("service.updated", "previous")).toEqual(["previous"]);
  expect(spellingsOf("appointment.changed", "notes")).toEqual(["notes"]);
});
