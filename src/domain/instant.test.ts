import { expect, it } from "vitest";
import { z } from "zod";
import { instant, parseInstant } from "#domain/instant.schema.ts";

it.each([
  ["2026-03-14T10:00:00+01:00", "2026-03-14T09:00:00.000Z"],
  ["2026-03-14t10:00:00z", "2026-03-14T10:00:00.000Z"],
  ["2026-03-14T10:00:00.5Z", "2026-03-14T10:00:00.500Z"],
  ["2026-03-14T10:00:00.123456789-00:00", "2026-03-14T10:00:00.123Z"],
  ["2026-03-14T10:00Z", "2026-03-14T10:00:00.000Z"],
  ["1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"],
  ["1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"],
  ["2016-12-31T23:59:60.9z", "2017-01-01T00:00:00.000Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
])("%s is %s", (text, utc) => {
  expect(parseInstant(text)?.toISOString()).toBe(utc);
  expect(instant.parse(text), "what was sent stays as it was").toBe(text);
});

it.each([
  "2026-03-14T10:00:00",
  "2026-03-14 10:00:00Z",
  "2026-03-14",
  "2026-02-30T10:00:00Z",
  "2025-02-29T10:00:00Z",
  "2026-13-01T10:00:00Z",
  "2026-03-14T24:00:00Z",
  "2026-03-14T10:60:00Z",
  "2026-03-14T10:00:60Z",
  "2026-03-14T10:00:61Z",
  "2026-03-14T10:00:00+24:00",
  "2026-03-14T10:00:00+0100",
  "+2026-03-14T10:00:00Z",
  "",
  "1764928800000",
])("%j names no instant", (text) => {
  expect(instant.safeParse(text).success).toBe(false);
});

it("an instant is a date-time of JSON Schema", () => {
  expect(z.toJSONSchema(instant)).toMatchObject({ type: "string", format: "date-time" });
});
