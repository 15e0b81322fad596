/** Bounds one word: an index entry of PostgreSQL holds about 2,700 bytes. */
export const WORD_CHARS_MAX = 100;
/** Characters of one value that are read. */
const VALUE_CHARS_MAX = 400;

/** Letters that decomposing does not turn into a base letter and a mark. */
const LETTERS: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const UMLAUTS: Record<string, string> = { "a\u0308": "ae", "o\u0308": "oe", "u\u0308": "ue" };

const lower = (text: string): string =>
  text
    .slice(0, VALUE_CHARS_MAX)
    .normalize("NFKC")
    .toLowerCase()
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .replace(/[\u0027\u2019\u02bc\p{Cc}\p{Cf}]/gu, "")
    .normalize("NFD");

/** Lower case without accents and apostrophes: `Müller` and `muller` are one word. */
const bare = (decomposed: string): string => decomposed.replace(/\p{M}/gu, "");

/** Characters, without half of a pair at the end. */
const cut = (word: string): string => word.slice(0, WORD_CHARS_MAX).replace(/[\ud800-\udbff]$/, "");

const trimmed = (word: string): string => cut(word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));

/** Splits what a person typed or what an event holds. Inner punctuation stays: `anna-lena`, `ada@example.com`, `svc_haircut`. */
export const foldWords = (text: string): string[] =>
  bare(lower(text))
    .split(/[\s,;]+/)
    .map(trimmed)
    .filter((word) => word !== "");

/** Words of a name: each also by its parts (`Anna-Lena`), and with umlauts spelled out (`Müller` as `mueller`). */
export const wordsOfName = (name: string): string[] => {
  const spelled = lower(name).replace(/[aou]\u0308/g, (umlaut) => UMLAUTS[umlaut] ?? umlaut);
  return withParts([...foldWords(name), ...foldWords(spelled)]);
};

const withParts = (words: readonly string[]): string[] =>
  words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1 && part !== word)]);

/** An email as a whole, the part before `@`, and the words of this part. */
export const wordsOfEmail = (email: string): string[] => {
  const [whole = ""] = foldWords(email);
  const local = whole.slice(0, Math.max(0, whole.indexOf("@")));
  return whole === "" ? [] : [whole, ...withParts(local === "" ? [] : [local])];
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

export const foldId = (id: string): string => trimmed(bare(lower(id)).replace(/\s+/g, "_"));

/** An id as a whole, and the plain words in it without a short prefix: `svc_haircut` as `haircut`, but no part of `cus_3F9A1C`. */
export const wordsOfId = (id: string): string[] => {
  const whole = foldId(id);
  if (whole === "" || UUID.test(whole)) return whole === "" ? [] : [whole];
  const rest = whole.replace(/^[a-z]{1,8}[_:]/, "");
  const parts = rest.split(/[^\p{L}\p{N}]+/u);
  const plain = parts.filter((part) => /^\p{L}{3,}$/u.test(part));
  return plain.length === parts.length ? [whole, rest, ...plain] : [whole, ...plain];
};

/**
 * A phone number in digits: as typed, and without its country code, since people type both. Groups of four digits or more stand for
 * themselves, because many people know only the end of a number.
 */
export const wordsOfPhone = (phone: string): string[] => {
  const text = phone.slice(0, VALUE_CHARS_MAX).normalize("NFKC");
  const groups = (text.match(/\d{4,}/g) ?? []).filter((group) => group.length <= DIGITS_MAX);
  return [...phoneForms(text), ...groups];
};

/** Longest number of E.164 with a prefix to dial out. */
const DIGITS_MAX = 20;
const PHONE_DIGITS_MIN = 5;

/** Spellings under which a number is stored, and so is looked up. */
export const phoneForms = (phone: string): string[] => {
  const digits = phone.replace(/\D/g, "");
  if (digits.length < PHONE_DIGITS_MIN || digits.length > DIGITS_MAX) return [];
  if (!/^\s*(\+|00)/.test(phone.normalize("NFKC").replace(/^[(\s]+/, ""))) return [digits.replace(/^0+/, "")];
  const international = digits.replace(/^0+/, "");
  return [international, international.slice(countryCodeLength(international)).replace(/^0+/, "")];
};

const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Country codes of ITU-T E.164: 1 and 7 stand alone, some regions have two digits, all others three. */
const countryCodeLength = (digits: string): number => (/^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3);
