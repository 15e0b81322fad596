import { describe, expect, it } from "vitest";
import { countOf, missedText, waitingText } from "#features/count-text.ts";

describe("counts in words", () => {
  it.each([
    [0, "0 messages"],
    [1, "1 message"],
    [1203, "1,203 messages"],
  ])("%d is %s", (count, words) => {
    expect(countOf(count, "message")).toBe(words);
  });

  it("claim no more than the server counted", () => {
    expect(waitingText(9_999)).toBe("9,999 deliveries");
    expect(waitingText(10_000)).toBe("more than 10,000 deliveries");
  });
  it.each([
    [1, false, "1 message was not sent while it was off"],
    [1203, false, "1,203 messages were not sent while it was off"],
    [1203, true, "More than 1,203 messages were not sent while it was off"],
    [0, true, "Messages may not have been sent while it was off"],
  ])("%d messages missed, and more: %s", (count, isMore, words) => {
    expect(missedText({ count, isMore })).toBe(words);
  });
});
