import { expect, it } from "vitest";
import { holdsNul } from "#trpc/holds-nul.ts";

it.each([["\0"], [{ id: "a\0b" }], [{ changes: { headers: { "X\0": "a" } } }], [[["a", "b\0"]]]])(
  "finds it in %j",
  (value) => expect(holdsNul(value)).toBe(true),
);

it.each([[undefined], [null], [0], [""], ["\\u0000"], [{ id: "a", list: [1, null, "b"] }]])(
  "finds none in %j",
  (value) => expect(holdsNul(value)).toBe(false),
);

it("the search finds a NUL at any depth", () => {
  const deep = (innermost: string) => JSON.parse("[".repeat(200_000) + JSON.stringify(innermost) + "]".repeat(200_000));
  expect(holdsNul(deep("a\0"))).toBe(true);
  expect(holdsNul(deep("a"))).toBe(false);
});
