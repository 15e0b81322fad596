import { expect, it } from "vitest";
import { bookingWords } from "#app/demo/book/booking-words.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const english = bookingWords(translatorOf("booking"), "en");
const german = bookingWords(translatorOf("booking", "de"), "de");

it("a kept link does not tell of a booking that has been canceled since, and the other way round", () => {
  expect(english.done("booked", true)).toBe("Your appointment is booked");
  expect(english.done("booked", false)).toBeNull();
  expect(english.done("canceled", false)).toBe("Your appointment is canceled");
  expect(english.done("canceled", true)).toBeNull();
});

it("an unknown result or problem says nothing, and an unknown status its name", () => {
  for (const name of ["paid", undefined, ["booked"], "toString"]) {
    expect(english.done(name, true)).toBeNull();
    expect(english.problem(name)).toBeNull();
  }
  expect(english.status("moved_out")).toBe("moved_out");
});

it("a service of the demo salon has words in both languages, and a renamed one keeps its own", () => {
  const haircut = { id: "svc_haircut", name: "Haircut", description: "Wash, cut and blow-dry" };
  expect(english.service(haircut)).toEqual({ name: haircut.name, description: haircut.description });
  expect(german.service(haircut)).toEqual({ name: "Haarschnitt", description: "Waschen, schneiden und föhnen" });
  const own = { name: "Short cut", description: "Without a wash" };
  expect(german.service({ ...haircut, ...own })).toEqual(own);
  expect(german.service({ id: "toString", ...own })).toEqual(own);
});

it("days, amounts and durations are written as in the language of the page", () => {
  const written = [english, german].map(({ when, dayParts, price, duration }) => [
    when("2026-11-28T10:00"),
    dayParts("2026-11-28"),
    price(4_500, "EUR"),
    duration(45),
  ]);
  expect(written).toEqual([
    ["Saturday, November 28, 10:00", { weekday: "Sat", date: "Nov 28" }, "€45.00", "45 min"],
    ["Samstag, 28. November, 10:00 Uhr", { weekday: "Sa", date: "28. Nov." }, "45,00\u00a0€", "45 Min."],
  ]);
});
