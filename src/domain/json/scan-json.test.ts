import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY_BOUNDS, createJsonScanner, type JsonBounds, scanJson } from "#domain/json/scan-json.ts";

const LIST: JsonBounds = {
  depthMax: 100,
  valuesMax: 20,
  list: { elementsMax: 5, elementBytesMax: 100, valuesMax: 50 },
};
const deep: JsonBounds = {
  depthMax: 100,
  valuesMax: 200,
  list: { elementsMax: 5, elementBytesMax: 1_000, valuesMax: 200 },
};
const bytesOf = (text: string) => new TextEncoder().encode(text);
const wide: JsonBounds = {
  depthMax: 100,
  valuesMax: 1e6,
  list: { elementsMax: 1e6, elementBytesMax: 1e6, valuesMax: 1e6 },
};

const countOf = (value: unknown): { values: number; names: number; depth: number } => {
  if (typeof value !== "object" || value === null) return { values: 1, names: 0, depth: 0 };
  const inner = Object.values(value).map(countOf);
  const sum = (of: "values" | "names") => inner.reduce((total, one) => total + one[of], 0);
  return {
    values: 1 + sum("values"),
    names: (Array.isArray(value) ? 0 : inner.length) + sum("names"),
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  };
};

describe("a JSON text", () => {
  it("gives the start and end of each list element, cut into chunks anywhere", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.nat(3),
        fc.integer({ min: 1, max: 9 }),
        (list, indent, cut) => {
          const bytes = bytesOf(JSON.stringify(list, null, indent));
          const scanner = createJsonScanner(wide);
          for (let i = 0; i < bytes.length; i += cut) scanner.push(bytes.subarray(i, i + cut));
          const { elements, isList, isWellFormed } = scanner.end();
          expect([isList, isWellFormed]).toEqual([true, true]);
          const read = elements.map(({ start, end }) =>
            JSON.parse(new TextDecoder().decode(bytes.subarray(start, end))),
          );
          expect(read).toEqual(JSON.parse(JSON.stringify(list)));
          expect(elements.map(({ names }) => names)).toEqual(list.map((one) => countOf(one).names));
        },
      ),
    );
  });

  it("is counted exactly: one value over the bound is too many, one level more is too deep", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = bytesOf(JSON.stringify(value));
        const { values, depth } = countOf(value);
        const scan = (valuesMax: number, depthMax: number) => scanJson(bytes, { valuesMax, depthMax });
        expect(scan(values, depth).elements).toHaveLength(1);
        expect(() => scan(values - 1, depth)).toThrow(/more than/);
        if (depth > 0) expect(() => scan(values, depth - 1)).toThrow(/deeper/);
      }),
    );
  });

  it.each([
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1]]",
    "[1]1",
    "[1",
    "{}{}",
    "",
    " ",
    "[1}",
    "[{}{}]",
    '["a" "b"]',
    "[1:2]",
    ",",
    "]",
    "1 2",
  ])("%s is not JSON", (text) => {
    expect(scanJson(bytesOf(text), wide).isWellFormed).toBe(false);
  });

  it("passes only when it parses, in pieces as in one", () => {
    const piece = fc.constantFrom("[", "]", "{", "}", ",", ":", '"a"', '"', "1", "true", " ", "\\", "-");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const bytes = bytesOf(text);
        const { elements, isWellFormed } = scanJson(bytes, wide);
        const parses = (part: string) => {
          try {
            JSON.parse(part);
            return true;
          } catch {
            return false;
          }
        };
        const all = elements.every(({ start, end }) => parses(text.slice(start, end)));
        expect(isWellFormed && all, text).toBe(parses(text));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("bounds", () => {
  const refused = (text: string, bounds = LIST) => {
    const scanner = createJsonScanner(bounds);
    let read = 0;
    try {
      for (const byte of bytesOf(text)) {
        scanner.push(Uint8Array.of(byte));
        read++;
      }
      scanner.end();
    } catch (error) {
      return { read, message: String(error) };
    }
    return { read, message: null };
  };

  it("on depth apply at the first bracket too deep, before the rest arrives", () => {
    expect(refused("[".repeat(1_000), BODY_BOUNDS)).toMatchObject({
      read: 100,
      message: expect.stringMatching(/deeper than 100/),
    });
    expect(refused("[".repeat(1_000), deep)).toMatchObject({ read: 101 });
    expect(refused(`[${"[".repeat(100)}${"]".repeat(100)}]`, deep).message).toBeNull();
  });

  it("hold for elements, values of one element and values of all elements", () => {
    expect(refused(`[${"0,".repeat(1_000)}`)).toMatchObject({
      read: 11,
      message: expect.stringMatching(/at most 5 events/),
    });
    expect(refused(`[[${"0,".repeat(1_000)}`).message).toMatch(/Event 0 holds more than 20 values/);
    expect(refused(`[${"[0,0,0,0,0,0,0,0,0,0,0,0],".repeat(5)}`).message).toMatch(/more than 50 values/);
  });

  it("on the bytes of one element apply while it arrives", () => {
    expect(refused(`[{"a":"${"x".repeat(1_000)}`)).toMatchObject({
      read: 101,
      message: expect.stringMatching(/Event 0 is larger/),
    });
    expect(refused(`{"a":"${"x".repeat(90)}"}`).message).toBeNull();
    expect(refused(`{"a":"${"x".repeat(1_000)}`)).toMatchObject({ read: 100 });
    expect(refused(`"${"x".repeat(1_000)}`)).toMatchObject({ read: 100 });
  });

  it.each([[[0xef]], [[0xef, 0xbb]], [[0xbb, 0xbf]], [[0xef, 0xbf]], [[0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]]])(
    "%j is no byte order mark, and no JSON begins with it",
    (begin) => {
      const text = Uint8Array.from([...begin, 0x7b, 0x7d]);
      expect(scanJson(text, wide).isWellFormed).toBe(false);
      const { push, end } = createJsonScanner(wide);
      for (const byte of text) push(Uint8Array.of(byte));
      expect(end().isWellFormed).toBe(false);
    },
  );

  it("a leading byte order mark is not part of the text", () => {
    const { elements } = scanJson(bytesOf("\ufeff{}"), wide);
    expect(elements).toMatchObject([{ start: 3, end: 5 }]);
  });
});
