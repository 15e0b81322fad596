import { expect, it } from "vitest";
import { isEventKey } from "#inngest/is-event-key.ts";

it("only keys of the list open the event API", () => {
  const keys = ["evk_old", "evk_new"];
  for (const key of keys) expect(isEventKey(key, keys)).toBe(true);
  for (const wrong of ["", "evk_", "evk_old,evk_new", "EVK_OLD"]) expect(isEventKey(wrong, keys)).toBe(false);
  expect(isEventKey("", [])).toBe(false);
});
