import { describe, expect, it } from "vitest";
import { eventTypes } from "#domain/event-types/catalog.ts";
import { subscribingProblem } from "#domain/event-types/check-event-name.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { isSubscribed, namesOf, typesMeantBy, wildcards } from "#domain/event-types/wildcards.ts";

const sent = { isDerived: false };
const derived = { isDerived: true };

describe("a wildcard", () => {
  it("exists for everything and for each family that a backend sends, and for no other", () => {
    const families = new Set(eventTypes.filter((type) => type.sendable).map(({ family }) => family));
    expect(wildcards).toEqual(["*", ...[...families].map((family) => `${family}.*`)]);
  });

  it("matches what was sent, of its family or of any", () => {
    for (const name of ["appointment.created", "appointment.changed"]) {
      expect(isSubscribed(["*"], name, sent)).toBe(true);
      expect(isSubscribed(["appointment.*"], name, sent)).toBe(true);
      expect(isSubscribed(["payment.*"], name, sent)).toBe(false);
    }
  });

  it("matches no derived event, which its own name still does", () => {
    for (const name of ["appointment.changed", "appointment.scheduled"]) {
      expect(isSubscribed(["*", "appointment.*"], name, derived)).toBe(false);
      expect(isSubscribed(["*", name], name, derived)).toBe(true);
    }
  });

  it("matches no event about webhooks", () => {
    for (const name of ["webhook.failing", "delivery.failed"]) {
      expect(isSubscribed(["*", "webhook.*", "delivery.*"], name, sent)).toBe(false);
      expect(isSubscribed([name], name, sent)).toBe(true);
    }
  });

  it("matches types that are not in the catalogue yet", () => {
    expect(namesOf("membership.renewed", sent)).toEqual(["membership.renewed", "membership.*", "*"]);
  });

  it("stands today for every type of its family that may be sent", () => {
    const meant = (names: string[]) => typesMeantBy(names, listEventTypes()).map(({ type }) => type);
    const sendable = eventTypes.filter((type) => type.sendable);
    expect(meant(["*"])).toEqual(sendable.map(({ name }) => name));
    expect(meant(["staff.*", "appointment.scheduled"])).toEqual([
      "appointment.scheduled",
      "staff.created",
      "staff.updated",
      "staff.deleted",
    ]);
  });
});

describe("subscribingProblem", () => {
  it.each(["appointment.created", "appointment.scheduled", "webhook.failing", "*", "waitlist.*"])("allows %s", (name) =>
    expect(subscribingProblem(name)).toBeNull(),
  );

  it.each([
    ["webhook.*", "Name them: webhook.failing, webhook.recovered, webhook.disabled, delivery.failed."],
    ["delivery.*", "no wildcard stands for events about webhooks"],
    ["salon.*", "Known: *, "],
    ["appointment.c*", "Wildcards: *, "],
    ["appointment", "Unknown event type"],
    ["**", "Unknown event type"],
    ["*.*", "Unknown wildcard"],
    ["toString.*", "Unknown wildcard"],
  ])("says of %s what to write instead", (name, part) => expect(subscribingProblem(name)).toContain(part));
});
