import { foldWords, phoneForms, WORD_CHARS_MAX } from "#domain/search/normalise-words.ts";

/** Words from `from` up to and without `to`, in the order of bytes. */
export type WordRange = { from: string; to: string };

/** One word of a query. A value fits a term if it is in one of the ranges. */
export type SearchTerm = {
  words: readonly string[];
  /** True for the last word, which may be a beginning. */
  isBeginning: boolean;
};

/** Words of one query that count. */
export const TERMS_MAX = 6;
export const QUERY_CHARS_MAX = 200;

/** Digits with what people write between them: `+49 30 5550123`, `(030) 555-0123`. */
const PHONE = /(?<=^|\s)[+(]?\d[\d\s()./-]{3,}\d(?=\s|$)/u;

/** Splits a query into words as events are split. All of them must fit; the last one may be a beginning. */
export const searchTerms = (q: string): SearchTerm[] => {
  const text = q.slice(0, QUERY_CHARS_MAX).normalize("NFKC").trim();
  const phone = PHONE.exec(text);
  const forms = phone ? phoneForms(phone[0]) : [];
  const parts =
    phone && forms.length > 0
      ? [
          ...foldWords(text.slice(0, phone.index)).map(one),
          [...new Set([...forms, ...(/\s/.test(phone[0]) ? [] : foldWords(phone[0]))])],
          ...foldWords(text.slice(phone.index + phone[0].length)).map(one),
        ]
      : foldWords(text).map(one);
  const chosen = parts.slice(0, TERMS_MAX);
  return chosen.map((words, index) => ({ words, isBeginning: index === chosen.length - 1 }));
};

const one = (word: string): string[] => [word.slice(0, WORD_CHARS_MAX)];

/** Follows a whole word, and no beginning of another: words hold no control character. */
const AFTER_WORD = "\u0001";
const AFTER_BEGINNING = "\u{10ffff}";

/** Ranges instead of LIKE, whose operator is not leakproof: row-level security would not use the index. */
export const rangesOf = ({ words, isBeginning }: SearchTerm): WordRange[] =>
  words.map((word) => ({ from: word, to: word + (isBeginning ? AFTER_BEGINNING : AFTER_WORD) }));

/** Finds the term in a text of words that begins and ends with a space. */
export const needlesOf = ({ words, isBeginning }: SearchTerm): string[] =>
  words.map((word) => (isBeginning ? ` ${word}` : ` ${word} `));
