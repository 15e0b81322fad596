import { describe, expect, it } from "vitest";
import { firstWeek } from "#features/playground/week/first-week.ts";
import { gridTarget, moveTarget } from "#features/playground/week/grid-target.ts";

let count = 0;
const week = firstWeek(new Date("2026-11-25T09:00:00Z"), "Europe/Berlin", (prefix) => `${prefix}_${++count}`);
// Monday of Maria: 09:30–10:15 and 14:00–15:00 are booked.
const at = { day: 0, staffId: "stf_maria", minute: 540 };

describe("keys in the schedule", () => {
  it.each([
    ["ArrowDown", at, { ...at, minute: 570 }],
    ["ArrowDown", { ...at, minute: 600 }, { ...at, minute: 615 }],
    ["ArrowDown", { ...at, minute: 1_050 }, { ...at, minute: 1_050 }],
    ["ArrowUp", at, at],
    ["ArrowUp", { ...at, minute: 615 }, { ...at, minute: 570 }],
    ["Home", { ...at, minute: 900 }, at],
    ["End", at, { ...at, minute: 1_050 }],
    ["ArrowLeft", at, at],
    ["ArrowRight", { ...at, minute: 600 }, { ...at, minute: 600, staffId: "stf_jonas" }],
    ["PageDown", at, { ...at, day: 1 }],
    ["PageUp", at, at],
  ])("%s from %j goes to %j", (key, from, to) => {
    expect(gridTarget(week, from, key)).toEqual(to);
  });

  it("leaves other keys alone", () => {
    expect(gridTarget(week, at, "Tab")).toBeNull();
    expect(moveTarget({ day: 0, start: 540, staffId: "stf_maria" }, 45, "Tab")).toBeNull();
  });
});

describe("keys of an appointment on its way", () => {
  const place = { day: 0, start: 540, staffId: "stf_leo" };
  it.each([
    ["ArrowDown", { ...place, start: 555 }],
    ["ArrowUp", place],
    ["ArrowLeft", { ...place, staffId: "stf_amara" }],
    ["ArrowRight", place],
    ["PageDown", { ...place, day: 1 }],
    ["PageUp", place],
  ])("%s moves by a quarter of an hour, a person or a day, within the week", (key, to) => {
    expect(moveTarget(place, 45, key)).toEqual(to);
  });

  it("ends at closing time", () => {
    expect(moveTarget({ ...place, start: 1_035 }, 45, "ArrowDown")).toMatchObject({ start: 1_035 });
  });
});
