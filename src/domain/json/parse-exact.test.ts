import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExactNumber } from "#domain/json/exact-number.ts";
import { parseExact } from "#domain/json/parse-exact.ts";
import { BODY_BOUNDS, scanJson } from "#domain/json/scan-json.ts";

const parse = (text: string | Uint8Array) => {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const [element] = scanJson(bytes, { ...BODY_BOUNDS, valuesMax: 1e6 }).elements;
  if (!element) throw new Error("nothing to parse");
  return parseExact(bytes, element);
};

describe("numbers", () => {
  it.each([
    "0",
    "-0",
    "70.0",
    "1e3",
    "1E+3",
    "0.1",
    "1.50",
    "9007199254740992",
    "-9007199254740992",
    "5e-324",
    "0e9999",
    "123456.789",
    "1.000000000000000000000",
  ])("%s arrives as it was sent", (literal) => expect(isExactNumber(literal)).toBe(true));

  it.each([
    "9007199254740993",
    "154284075601887489",
    "-9007199254740994",
    "1e400",
    "-1e400",
    "1e-400",
    "0.1234567890123456789",
    "1e16",
    "0.30000000000000001",
    "4.9e-325",
  ])("%s would not arrive as it was sent", (literal) => expect(isExactNumber(literal)).toBe(false));

  it("of JavaScript up to 2^53 are all accepted", () => {
    fc.assert(
      fc.property(fc.double({ min: -(2 ** 53), max: 2 ** 53, noNaN: true }), (value) => {
        expect(isExactNumber(JSON.stringify(value))).toBe(true);
      }),
    );
  });
});

describe("a value that would arrive changed", () => {
  it("is named in the refusal: each number, and each repeated name", () => {
    expect(parse('{"id":1,"data":{"a":[1,{"b":1e400}],"ref":154284075601887489,"x\\u0061":1,"xa":2}}')).toMatchObject({
      outcome: "altered",
      errors: [
        { path: "data.a.1.b", message: expect.stringMatching(/1e400 .*send it as text/) },
        { path: "data.ref", message: expect.stringMatching(/154284075601887489 .*send it as text/) },
        { path: "data.xa", message: expect.stringMatching(/twice/) },
      ],
    });
  });

  it("is counted to the end, and a long path to many numbers makes no long answer", () => {
    const parsed = parse(
      JSON.stringify({ data: { ["n".repeat(100_000)]: [] } }).replace("[]", `[${Array(900).fill("1e400")}]`),
    );
    const errors = parsed.outcome === "altered" ? parsed.errors : [];
    expect(errors).toHaveLength(900);
    expect(errors[49]?.path).toBe(`data.${"n".repeat(200)}….49`);
    expect(JSON.stringify(errors.slice(0, 50)).length).toBeLessThan(50 * 400);
  });

  it("is not searched in strings", () => {
    const value = { a: '{"a":1,"a":1e400}', 'b"': "1e400", "1e400": 1.5 };
    expect(parse(JSON.stringify(value))).toEqual({ outcome: "parsed", value });
  });

  it("is none of the values that JSON.stringify writes exactly", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "medium" }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}|e\+/.test(text));
        expect(parse(text)).toEqual({ outcome: "parsed", value: JSON.parse(text) });
      }),
    );
  });

  it("keeps names that JavaScript objects have", () => {
    const text = '{"__proto__":{"a":1},"constructor":2,"prototype":3}';
    const parsed = parse(text);
    expect(parsed.outcome === "parsed" && JSON.stringify(parsed.value)).toBe(text);
  });
});

describe("a body that is not JSON", () => {
  it("text that is not UTF-8", () => {
    expect(parse(Buffer.from('{"name":"José"}', "latin1"))).toMatchObject({
      outcome: "malformed",
      why: expect.stringMatching(/UTF-8/),
    });
    expect(parse(Buffer.from('{"name":"José"}', "utf8"))).toMatchObject({ outcome: "parsed" });
  });

  it.each(['{"a"}', "{]", '{"a":01}', "tru", '"\n"'])("%j", (text) => {
    expect(parse(text)).toMatchObject({ outcome: "malformed" });
  });
});
