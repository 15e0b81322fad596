import { describe, expect, it } from "vitest";
import { countOf, waitingText } from "#features/count-text.ts";

describe("counts in words", () => {
  it.each([
    [0, "0 messages"],
    [1, "1 message"],
    [1203, "1,203 messages"],
  ])("%d is %s", (count, words) => {
    expect(countOf(count, "message")).toBe(words);
  });

  it("does not pretend to know more than the server counted", () => {
    expect(waitingText(9_999)).toBe("9,999 deliveries");
    expect(waitingText(10_000)).toBe("more than 10,000 deliveries");
  });
});
