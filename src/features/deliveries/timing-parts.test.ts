import { describe, expect, it } from "vitest";
import { timingParts } from "#features/deliveries/timing-parts.ts";

const none = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };

describe("timingParts", () => {
  it("leaves out skipped phases and adds up to the total", () => {
    const parts = timingParts({ ...none, dnsMs: 2, firstByteMs: 30 }, 40);
    expect(parts.map(({ label, ms }) => [label, ms])).toEqual([
      ["Address lookup", 2],
      ["Wait for answer", 30],
      ["Rest", 8],
    ]);
  });

  it("shows no remainder that is only rounding", () => {
    expect(timingParts({ ...none, firstByteMs: 29.6 }, 30)).toHaveLength(1);
  });
});
