import { expect, it } from "vitest";
import { doneText } from "#app/demo/book/booking-texts.ts";

it("a kept link does not tell of a booking that has been canceled since, and the other way round", () => {
  expect(doneText("booked", true)).toBe("Your appointment is booked");
  expect(doneText("booked", false)).toBeNull();
  expect(doneText("canceled", false)).toBe("Your appointment is canceled");
  expect(doneText("canceled", true)).toBeNull();
});

it("an unknown result says nothing", () => {
  for (const done of ["paid", undefined, ["booked"]]) expect(doneText(done, true)).toBeNull();
});
