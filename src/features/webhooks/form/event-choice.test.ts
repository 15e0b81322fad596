import { describe, expect, it } from "vitest";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { changeChoice, choiceOf, isAlias, offeredTypes } from "#features/webhooks/form/event-choice.ts";

const known = listEventTypes();
const change = (value: string[], names: string[], on: boolean) => changeChoice(value, names, on, known);

it("takes the names that Acuity uses for aliases, and no others", () => {
  expect(known.filter(isAlias).map(({ type }) => type)).toEqual(["appointment.scheduled", "appointment.changed"]);
});

it("offers a test webhook no events about webhooks, unless it has them already", () => {
  const aboutWebhooks = (mode: "live" | "test", value: string[]) =>
    offeredTypes(known, mode, value).flatMap(({ type }) => (/^(webhook|delivery)/.test(type) ? [type] : []));
  expect(aboutWebhooks("live", [])).toHaveLength(4);
  expect(aboutWebhooks("test", ["*"])).toEqual([]);
  expect(aboutWebhooks("test", ["webhook.failing"])).toEqual(["webhook.failing"]);
  expect(offeredTypes(known, "test", [])).toHaveLength(known.length - aboutWebhooks("live", []).length);
});

describe("a choice of events", () => {
  it("keeps the order of the catalogue, wildcards first", () => {
    const value = change(change([], ["webhook.failing", "payment.failed"], true), ["staff.*"], true);
    expect(change(value, ["appointment.created"], true)).toEqual([
      "staff.*",
      "appointment.created",
      "payment.failed",
      "webhook.failing",
    ]);
  });

  it("lets a wildcard take the place of its types, but of no alias and of no other family", () => {
    const value = ["appointment.created", "appointment.scheduled", "appointment.changed", "payment.failed"];
    expect(change(value, ["appointment.*"], true)).toEqual([
      "appointment.*",
      "appointment.scheduled",
      "appointment.changed",
      "payment.failed",
    ]);
  });

  it("lets everything take the place of a family", () => {
    expect(change(["appointment.*", "webhook.failing"], ["*"], true)).toEqual(["*", "webhook.failing"]);
  });

  it("leaves the types of a wildcard ticked when the wildcard goes", () => {
    expect(change(["waitlist.*", "staff.*"], ["staff.*"], false)).toEqual([
      "waitlist.*",
      "staff.created",
      "staff.updated",
      "staff.deleted",
    ]);
  });

  it("shows types of a wildcard as chosen and covered, and aliases as neither", () => {
    const { isChosen, isCovered } = choiceOf(["appointment.*", "payment.failed"], known);
    expect([isChosen("appointment.no_show"), isCovered("appointment.no_show")]).toEqual([true, true]);
    expect([isChosen("appointment.changed"), isCovered("appointment.changed")]).toEqual([false, false]);
    expect([isChosen("payment.failed"), isCovered("payment.failed")]).toEqual([true, false]);
    expect(choiceOf(["*"], known).isChosen("webhook.failing")).toBe(false);
  });

  it("keeps a name that is not in the catalogue until it is removed", () => {
    expect(change(["salon.*"], ["payment.failed"], true)).toEqual(["salon.*", "payment.failed"]);
  });
});
