const NAME_CHARS_MAX = 200;
const PATH_CHARS_MAX = 1_000;

/** Cuts long names, which may repeat in thousands of errors. */
export const fieldPath = (names: readonly PropertyKey[]): string =>
  shortened(names.map((name) => shortened(String(name), NAME_CHARS_MAX)).join("."), PATH_CHARS_MAX);

const shortened = (text: string, charsMax: number) => (text.length > charsMax ? `${text.slice(0, charsMax)}…` : text);
