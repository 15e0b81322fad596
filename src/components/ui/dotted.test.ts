import { expect, it } from "vitest";
import { dotted, unbroken } from "#components/ui/dotted.ts";

it("a line of dotted parts breaks before a dot, and not within an unbroken part", () => {
  const text = dotted(["Nov 29, 12:31", "5 minutes ago"].map(unbroken));
  expect(text.split(" ")).toEqual(["Nov\u00a029,\u00a012:31", "·\u00a05\u00a0minutes\u00a0ago"]);
});
