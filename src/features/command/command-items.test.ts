import { expect, it } from "vitest";
import { type CommandItem, itemsFor, movedBy, pageOf } from "#features/command/command-items.ts";

const item = (title: string): CommandItem => ({
  id: title,
  icon: "page",
  title,
  detail: "",
  command: { kind: "page", href: "/" },
});
const titles = (typed: string, ...all: string[]) => itemsFor(typed, all.map(item)).map(({ title }) => title);

it("commands are found by the beginnings of their words, in any order, without regard to case and accents", () => {
  const all = ["Create webhook", "Send test event", "Playground öffnen"];
  expect(titles("web cre", ...all)).toEqual(["Create webhook"]);
  expect(titles("OFF", ...all)).toEqual(["Playground öffnen"]);
  expect(titles("ebhook", ...all)).toEqual([]);
  expect(titles("  ", ...all)).toEqual(all);
});

it.each([
  ["webhook", "wh_1", "/webhooks/wh_1"],
  ["delivery", "dlv_1", "/deliveries/dlv_1"],
  ["event", "evt_1", "/events/evt_1"],
  ["appointment", "apt 1/2", "/events/about/apt%201%2F2"],
  ["payment", "pay_1", "/events/about/pay_1"],
  ["customer", "ada+x@example.com", "/deliveries?q=ada%2Bx%40example.com"],
  ["staff", "stf_maria", "/deliveries?q=stf_maria"],
])("a result of kind %s opens its page", (kind, id, href) => {
  expect(pageOf({ kind, id })).toBe(href);
});

it("moving goes around the ends of the list, and stays at the start of an empty one", () => {
  expect([movedBy(0, -1, 3), movedBy(2, 1, 3), movedBy(1, 1, 3), movedBy(0, 1, 0)]).toEqual([2, 0, 2, 0]);
});
