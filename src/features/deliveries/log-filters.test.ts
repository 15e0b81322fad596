import { describe, expect, it } from "vitest";
import { listDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import {
  apiFilters,
  chipsOf,
  isFiltered,
  type LogFilters,
  logAddress,
  NO_FILTERS,
  readLogFilters,
  withoutChip,
} from "#features/deliveries/log-filters.ts";

const all: LogFilters = {
  status: ["failed", "retrying"],
  event: ["payment.failed"],
  webhookId: ["wh_1", "wh_2"],
  httpStatus: ["5xx", "404"],
  error: ["timeout"],
  eventId: "evt_1",
  since: "2026-03-14T10:00:00.000Z",
  until: "2026-03-15T10:00:00+01:00",
  q: "apt 7&Q, Ada",
  tests: "only",
};

const read = (address: string) => readLogFilters(new URL(address, "http://localhost").searchParams);

describe("log filters", () => {
  it.each([[NO_FILTERS], [all], [{ ...NO_FILTERS, tests: "all" as const }]])(
    "survive the way through the address",
    (filters) => {
      expect(read(logAddress(filters))).toEqual(filters);
    },
  );

  it("stand in the address under the names of the API, so that a link can be written by hand", () => {
    expect(logAddress({ status: ["failed", "retrying"], httpStatus: ["5xx"], q: "a b" })).toBe(
      "/deliveries?status=failed,retrying&httpStatus=5xx&q=a+b",
    );
    expect(read("/deliveries?status=failed&status=retrying&test=true")).toMatchObject({
      status: ["failed", "retrying"],
      tests: "only",
    });
  });

  it("ignore what the API would refuse", () => {
    expect(
      read("/deliveries?status=exploded,failed&httpStatus=9xx,12&error=bad_luck&since=yesterday&q=%20%20"),
    ).toEqual({
      ...NO_FILTERS,
      status: ["failed"],
    });
  });

  it("add nothing to the address when none is chosen", () => {
    expect(logAddress(NO_FILTERS)).toBe("/deliveries");
    expect(isFiltered(NO_FILTERS)).toBe(false);
  });

  it("are what the API takes", () => {
    expect(listDeliveriesInput.parse(apiFilters(all, "live"))).toMatchObject({
      ...apiFilters(all, "live"),
      test: true,
    });
    expect(apiFilters(NO_FILTERS, "test")).toEqual({ mode: "test", test: false });
  });

  it("take off one chip at a time", () => {
    const chips = chipsOf(all);
    expect(chips).toHaveLength(13);
    expect(chips.reduce(withoutChip, all)).toEqual(NO_FILTERS);
    expect(withoutChip(all, { name: "status", value: "failed" }).status).toEqual(["retrying"]);
  });
});
