import { expect, it } from "vitest";
import { listEventRowsInput } from "#domain/events/event.schema.ts";
import { eventsAddress, eventsInput, NO_EVENT_FILTERS, readEventFilters } from "#features/events/event-filters.ts";

const all = {
  status: ["scheduled", "rejected"],
  event: ["payment.failed"],
  since: "2026-03-14T10:00:00Z",
  until: "2026-03-15T10:00:00+01:00",
  q: "apt 7&Q, Ada",
  withTests: true,
};
const read = (address: string) => readEventFilters(new URL(address, "http://localhost").searchParams);

it("filters of events survive the way through the address", () => {
  for (const filters of [all, NO_EVENT_FILTERS]) expect(read(eventsAddress(filters))).toEqual(filters);
  expect(eventsAddress({})).toBe("/events");
});

it("filters of events are what the API takes, and tests are left out unless asked for", () => {
  expect(listEventRowsInput.safeParse(eventsInput(all, "live")).success).toBe(true);
  expect(eventsInput(NO_EVENT_FILTERS, "test")).toEqual({ mode: "test", test: false, limit: 50 });
});

it("ignores what the API would refuse", () => {
  expect(read("/events?status=exploded&since=yesterday&event=")).toEqual(NO_EVENT_FILTERS);
});
