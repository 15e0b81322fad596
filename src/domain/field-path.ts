const NAME_CHARS_MAX = 200;
const PATH_CHARS_MAX = 1_000;

/**
 * A place in JSON as errors name it: `data.customer.email`. A long name may stand above thousands of errors: names are
 * cut at 200 characters and paths at 1,000, so that an answer stays small.
 */
export const fieldPath = (names: readonly PropertyKey[]): string =>
  shortened(names.map((name) => shortened(String(name), NAME_CHARS_MAX)).join("."), PATH_CHARS_MAX);

const shortened = (text: string, charsMax: number) => (text.length > charsMax ? `${text.slice(0, charsMax)}…` : text);
