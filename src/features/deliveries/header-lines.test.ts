import { expect, it } from "vitest";
import { headerLines } from "#features/deliveries/header-lines.ts";

it("the text has one header per line", () => {
  expect(headerLines({ a: "1", b: "2" })).toBe("a: 1\nb: 2");
});
