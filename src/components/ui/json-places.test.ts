import { describe, expect, it } from "vitest";
import { jsonPlaces, lineOfPath } from "#components/ui/json-places.ts";

const TEXT = `{
  "id": "evt_1",
  "data": {
    "price": 1.50,
    "a.b": [1, {"deep": "]}"}],
    "notes": "say \\"data\\": 7"
  }
}`;

const textAt = (path: string) => {
  const place = jsonPlaces(TEXT).get(path);
  return place && TEXT.slice(place.start, place.end);
};

describe("jsonPlaces", () => {
  it.each([
    ["id", '"evt_1"', 2],
    ["data.price", "1.50", 4],
    ["data.a.b.0", "1", 5],
    ["data.a.b.1.deep", '"]}"', 5],
    ["data.notes", '"say \\"data\\": 7"', 6],
  ])("finds %s with its exact text", (path, text, line) => {
    expect(textAt(path)).toBe(text);
    expect(jsonPlaces(TEXT).get(path)?.line).toBe(line);
  });

  it("finds objects, and the whole", () => {
    expect(textAt("data")).toBe(TEXT.slice(TEXT.indexOf("{", 2), TEXT.lastIndexOf("}") - 1));
    expect(textAt("")).toBe(TEXT);
    expect(jsonPlaces("[]").get("")).toEqual({ start: 0, end: 2, line: 1 });
    expect(jsonPlaces("7").get("")).toEqual({ start: 0, end: 1, line: 1 });
  });
});

describe("lineOfPath", () => {
  it.each([
    ["data.price", 4],
    ["data.startTime", 3],
    ["data.customer.name", 3],
    ["other", 1],
  ])("gives the line of %s, or of the object around it", (path, line) => {
    expect(lineOfPath(jsonPlaces(TEXT), path)).toBe(line);
  });

  it("is null without any value", () => {
    expect(lineOfPath(new Map(), "data.price")).toBeNull();
  });
});
