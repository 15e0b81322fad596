import { expect, it } from "vitest";
import { rotatedText } from "#features/webhooks/rotate-secret.tsx";

it("the dialog says that the old secret ends at once, or how long both secrets sign", () => {
  expect(rotatedText("0")).toContain("The old one no longer works: until the receiver has this one");
  expect(rotatedText("0")).not.toContain("both");
  expect(rotatedText("1")).toContain("For one hour, messages are signed with both secrets");
  expect(rotatedText("24")).toContain("For 24 hours, messages are signed with both secrets");
  expect(rotatedText("168")).toContain("For 7 days, messages are signed with both secrets");
});
