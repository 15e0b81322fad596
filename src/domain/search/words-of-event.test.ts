import { expect, it } from "vitest";
import { eventTypes, isOperationalEvent, resourceIdKeyOf } from "#domain/event-types/catalog.ts";
import { factsOf, wordsOfFacts } from "#domain/search/words-of-event.ts";

it.each(eventTypes.filter(({ name }) => !isOperationalEvent(name)))(
  "$name is found by all ids and names of its sample, but for its own id, which has a column of its own",
  ({ name, family, sample }) => {
    const data: Record<string, unknown> = sample;
    const words = wordsOfFacts(factsOf(name, data));
    const own = resourceIdKeyOf({ family });
    for (const [key, value] of Object.entries(data))
      if (/Id$/.test(key) && key !== own) expect(words, key).toContain(String(value).toLowerCase());
    expect(words).not.toContain(String(data[own]).toLowerCase());
    if (/"name":"Ada Brandt","email"/.test(JSON.stringify(data)))
      expect(words).toEqual(
        expect.arrayContaining(["ada", "brandt", "ada.brandt@example.com", expect.stringMatching(/^4930555/)]),
      );
  },
);

it("events about webhooks hold no words", () => {
  expect(factsOf("webhook.failing", { webhookId: "wh_1", name: "x" })).toEqual([]);
});

it("names that stand beside ids are found too, also of locations", () => {
  const data = {
    staffName: "Maria",
    service: { id: 7, name: "Cut" },
    locationId: "loc_mitte",
    customerEmail: "a@b.example",
  };
  expect(wordsOfFacts(factsOf("appointment.created", data))).toEqual(
    expect.arrayContaining(["maria", "7", "cut", "mitte", "a@b.example"]),
  );
});

it("values of other types, and lists, hold no words", () => {
  const data = { customerId: null, customer: [{ name: "Ada" }], staff: "Maria", service: { name: { en: "Cut" } } };
  expect(wordsOfFacts(factsOf("appointment.created", data))).toEqual([]);
});
