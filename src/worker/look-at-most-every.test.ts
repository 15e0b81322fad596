import { expect, it } from "vitest";
import { lookAtMostEvery } from "./look-at-most-every.ts";

it("skips looks that come too soon, but none while there is more to read", async () => {
  const pages = [true, false, false];
  let now = 0;
  const follower = lookAtMostEvery(3_000, { name: "calm", followPage: async () => pages.shift() ?? false }, () => now);
  const lookAt = async (at: number) => {
    now = at;
    await follower.followPage();
    return pages.length;
  };
  expect([await lookAt(0), await lookAt(10), await lookAt(60), await lookAt(3_009)]).toEqual([2, 1, 1, 1]);
  expect(await lookAt(3_010)).toBe(0);
});
