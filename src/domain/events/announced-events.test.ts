import { expect, it } from "vitest";
import { nameEvents, readEventNames } from "#domain/events/announced-events.ts";

it("names of events survive any id of a tenant", () => {
  const events = ["salon", "a:b,c", "größe %2C 店"].map((tenantId, n) => ({ eventId: `evt_${n}`, tenantId }));
  expect(readEventNames(nameEvents(events).split(","))).toEqual(events);
});

it("too many names become none, since PostgreSQL refuses the payload", () => {
  const events = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ eventId: `evt_${n}`, tenantId: "店".repeat(64) }));
  expect(nameEvents(events(10))).not.toBe("");
  expect(nameEvents(events(20))).toBe("");
});
