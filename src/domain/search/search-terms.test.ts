import { expect, it } from "vitest";
import { needlesOf, rangesOf, searchTerms, TERMS_MAX } from "#domain/search/search-terms.ts";

const words = (q: string) => searchTerms(q).map((term) => term.words);

it("all words of a query count, and only the last may be a beginning", () => {
  expect(searchTerms("Ada  BRAN")).toEqual([
    { words: ["ada"], isBeginning: false },
    { words: ["bran"], isBeginning: true },
  ]);
  expect(words(" , ")).toEqual([]);
  expect(searchTerms(Array.from({ length: 20 }, (_, n) => `w${n}`).join(" "))).toHaveLength(TERMS_MAX);
});

it("a phone number is one word in several spellings, also beside a name", () => {
  expect(words("+49 30 5550123")).toEqual([["49305550123", "305550123"]]);
  expect(words("ada (030) 555-0123")).toEqual([["ada"], ["305550123"]]);
  expect(words("030/5550123 ada")).toEqual([["305550123", "030/5550123"], ["ada"]]);
  expect(words("4711")).toEqual([["4711"]]);
});

it("a range holds exactly the words that fit, in the order of bytes", () => {
  const fits = (q: string, word: string) =>
    searchTerms(q)
      .flatMap(rangesOf)
      .some(
        ({ from, to }) =>
          Buffer.compare(Buffer.from(word), Buffer.from(from)) >= 0 &&
          Buffer.compare(Buffer.from(word), Buffer.from(to)) < 0,
      );
  expect(["ann", "anna", "ann-kathrin", "ann\u{20000}"].filter((word) => fits("ann", word))).toHaveLength(4);
  expect(["an", "amm", "ano", "b"].filter((word) => fits("ann", word))).toEqual([]);
  const [whole] = searchTerms("ann x");
  const ranges = whole ? rangesOf(whole) : [];
  expect(ranges).toEqual([{ from: "ann", to: "ann\u0001" }]);
});

it("a whole word stands between spaces, a beginning after one", () => {
  expect(searchTerms("ada bra").map(needlesOf)).toEqual([[" ada "], [" bra"]]);
});
