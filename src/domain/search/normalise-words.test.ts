import { describe, expect, it } from "vitest";
import {
  foldWords,
  phoneForms,
  WORD_CHARS_MAX,
  wordsOfEmail,
  wordsOfId,
  wordsOfName,
  wordsOfPhone,
} from "#domain/search/normalise-words.ts";

describe("words are compared", () => {
  it.each([
    ["in lower case", "ADA Brandt", ["ada", "brandt"]],
    ["without accents", "José Łukasz Ærø Straße", ["jose", "lukasz", "aero", "strasse"]],
    ["composed and decomposed alike", "Mu\u0308ller", ["muller"]],
    ["without punctuation around them", "«Ada», (Brandt);", ["ada", "brandt"]],
    ["without apostrophes", "O’Brien O'Brien", ["obrien", "obrien"]],
    ["in wide and narrow forms alike", "ＡＤＡ １２", ["ada", "12"]],
    ["in any script", "山田 太郎", ["山田", "太郎"]],
    ["without invisible characters", "A\u200bda\u0000", ["ada"]],
    ["with nothing left of marks alone", "-- %% _", []],
  ])("%s", (_, text, words) => {
    expect(foldWords(text)).toEqual(words);
  });

  it("up to a length, without half a character at the end", () => {
    const [word = ""] = foldWords(`${"x".repeat(WORD_CHARS_MAX - 1)}\u{20000}`);
    expect(word).toBe("x".repeat(WORD_CHARS_MAX - 1));
    expect(foldWords("x".repeat(1_000))).toEqual(["x".repeat(WORD_CHARS_MAX)]);
  });
});

it("a name is found by each of its parts, and by umlauts in both spellings", () => {
  expect(wordsOfName("Anna-Lena Müller")).toEqual(
    expect.arrayContaining(["anna-lena", "anna", "lena", "muller", "mueller"]),
  );
});

it("an email is found as a whole, by the part before @ and by its words, but not by its provider", () => {
  const words = wordsOfEmail("Ada.Brandt@Example.com");
  expect(words).toEqual(["ada.brandt@example.com", "ada.brandt", "ada", "brandt"]);
  expect(wordsOfEmail("no-address")).toEqual(["no-address"]);
  expect(wordsOfEmail(" ")).toEqual([]);
});

it.each([
  ["svc_haircut", ["svc_haircut", "haircut", "haircut"]],
  ["stf_anna-lena", ["stf_anna-lena", "anna-lena", "anna", "lena"]],
  ["cus_3F9A1C", ["cus_3f9a1c"]],
  ["4711", ["4711"]],
  ["3f2b8c1e-0000-4000-8000-abcdefabcdef", ["3f2b8c1e-0000-4000-8000-abcdefabcdef"]],
])("the id %s is found without its prefix, and by plain words in it", (id, words) => {
  expect(wordsOfId(id)).toEqual(words);
});

describe("a phone number", () => {
  it.each([
    ["+49 (0)30 5550123", ["490305550123", "305550123"]],
    ["+49 30 5550123", ["49305550123", "305550123"]],
    ["0049305550123", ["49305550123", "305550123"]],
    ["030 555-0123", ["305550123"]],
    ["+1 212 555 0123", ["12125550123", "2125550123"]],
    ["+351 912 345 678", ["351912345678", "912345678"]],
    ["(212) 555-0123", ["2125550123"]],
    ["112", []],
  ])("%s has the digits people type", (phone, forms) => {
    expect(phoneForms(phone)).toEqual(forms);
  });

  it("is found by its last digits if they stand apart", () => {
    expect(wordsOfPhone("+49 30 5550123")).toContain("5550123");
    expect(wordsOfPhone("212-555-0123")).toContain("0123");
  });
});
