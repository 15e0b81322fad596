import { describe, expect, it } from "vitest";
import { derivedId, firstIdAt, newId, timeOfId } from "#domain/ids.ts";

describe("ids", () => {
  it("sort by their millisecond, and hold no dot", () => {
    const ids = [1, 2, 1_000, 1_800_000_000_000, 1_800_000_000_001].map((time) => newId("evt", time));
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it("of one millisecond keep their order", () => {
    const ids = Array.from({ length: 2_000 }, () => newId("dlv", 7));
    expect(ids.toSorted()).toEqual(ids);
  });

  it("of one millisecond keep their order, also when ids of other times are made in between", () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => {
      newId("dlv", 9_000 + index);
      return newId("evt", 8);
    });
    expect(ids.toSorted()).toEqual(ids);
  });

  it("are not guessable from the time alone", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newId("evt", 5))).size).toBe(1_000);
  });

  it("derived from a source and a name are repeatable, and keep the time", () => {
    const source = newId("evt", 1_800_000_000_000);
    expect(derivedId("evt", source, "a")).toBe(derivedId("evt", source, "a"));
    expect(derivedId("evt", source, "b")).not.toBe(derivedId("evt", source, "a"));
    expect(derivedId("evt", source, "a").slice(0, 14)).toBe(source.slice(0, 14).slice(0, 14));
    expect(derivedId("evt", source, "a") > firstIdAt("evt", new Date(1_799_999_999_999))).toBe(true);
    expect(derivedId("evt", source, "a") < firstIdAt("evt", new Date(1_800_000_000_001))).toBe(true);
  });

  it("hold the millisecond of their creation", () => {
    expect(timeOfId(newId("dlv", 1_800_000_000_123)).getTime()).toBe(1_800_000_000_123);
  });

  it("convert a time range into an id range", () => {
    const time = new Date("2026-11-01T10:00:00.123Z");
    expect(newId("dlv", time.getTime()) >= firstIdAt("dlv", time)).toBe(true);
    expect(newId("dlv", time.getTime() - 1) < firstIdAt("dlv", time)).toBe(true);
  });
});
