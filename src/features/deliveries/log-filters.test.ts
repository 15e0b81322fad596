import { describe, expect, it } from "vitest";
import { logAddress, readLogFilters } from "#features/deliveries/log-filters.ts";

describe("log filters", () => {
  it("survive the way through the address", () => {
    const filters = { status: "failed", event: "payment.failed", webhookId: "wh_1", q: "apt 7&Q" } as const;
    const address = new URL(logAddress(filters), "http://localhost");
    expect(readLogFilters(address.searchParams)).toEqual(filters);
  });

  it("ignore a status that does not exist, and blanks", () => {
    expect(readLogFilters(new URLSearchParams("status=exploded&q=%20%20"))).toEqual({});
  });

  it("add nothing to the address when none is chosen", () => {
    expect(logAddress({})).toBe("/deliveries");
  });
});
