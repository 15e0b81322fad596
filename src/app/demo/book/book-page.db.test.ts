import { afterAll, beforeAll, expect, it } from "vitest";
import { readBookPage } from "#app/demo/book/book-page.ts";
import { bookingWords } from "#app/demo/book/booking-words.ts";
import { listBookable } from "#booking/salon/list-bookable.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { type BookingWorld, bookingWorld, TENANT } from "#tests/booking/booking-world.ts";

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

it("late in the day each service begins with the first day on which it is free, until a day is asked for", async () => {
  // 17:05 in the salon, which closes at 18:00: time for 30 minutes, not for 45.
  const booking = { ...world.booking, clock: () => new Date("2026-12-02T16:05:00Z") };
  const demo = { booking, salon: { tenantId: TENANT, name: "Salon Aurora" } } as Parameters<typeof readBookPage>[0];
  const read = (query: Parameters<typeof readBookPage>[1]) => readBookPage(demo, query);
  expect(await read({ service: "svc_beard" })).toMatchObject({ askedDay: null, day: "2026-12-02" });
  expect(await read({ service: "svc_haircut" })).toMatchObject({ askedDay: null, day: "2026-12-03" });
  const asked = await read({ service: "svc_haircut", day: "2026-12-02" });
  expect(asked).toMatchObject({ askedDay: "2026-12-02", day: "2026-12-02", times: [] });
});

it("each service of the demo salon has a German name", async () => {
  const { services } = await listBookable(world.booking, TENANT);
  const german = bookingWords(translatorOf("booking", "de"), "de");
  expect(services.map((service) => german.service(service).name)).toEqual(["Bart schneiden", "Farbe", "Haarschnitt"]);
});
