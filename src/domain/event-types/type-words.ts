/** Languages of the catalogue. */
export type CatalogLocale = "en" | "de";

type Noun = { one: string; many: string };

export type TypeWords = {
  string: Noun;
  number: Noun;
  integer: Noun;
  boolean: Noun;
  object: Noun;
  instant: Noun;
  link: Noun;
  any: Noun;
  /** Object that repeats fields of the object around it. */
  someFields: Noun;
  oneOf: (values: string) => string;
  listOf: (entries: string) => string;
  or: string;
};

const same = (word: string): Noun => ({ one: word, many: word });

/** Types of fields in words, for people. */
export const TYPE_WORDS: Record<CatalogLocale, TypeWords> = {
  en: {
    string: { one: "string", many: "strings" },
    number: { one: "number", many: "numbers" },
    integer: { one: "integer", many: "integers" },
    boolean: { one: "boolean", many: "booleans" },
    object: { one: "object", many: "objects" },
    instant: same("date and time"),
    link: { one: "https URL", many: "https URLs" },
    any: { one: "any value", many: "any values" },
    someFields: same("object with some of these fields"),
    oneOf: (values) => `one of ${values}`,
    listOf: (entries) => `list of ${entries}`,
    or: "or",
  },
  de: {
    string: { one: "Text", many: "Texten" },
    number: { one: "Zahl", many: "Zahlen" },
    integer: { one: "ganze Zahl", many: "ganzen Zahlen" },
    boolean: same("true oder false"),
    object: { one: "Objekt", many: "Objekten" },
    instant: { one: "Datum und Uhrzeit", many: "Zeitpunkten" },
    link: { one: "https-URL", many: "https-URLs" },
    any: { one: "beliebiger Wert", many: "beliebigen Werten" },
    someFields: same("Objekt mit einigen dieser Felder"),
    oneOf: (values) => `eines von ${values}`,
    listOf: (entries) => `Liste von ${entries}`,
    or: "oder",
  },
};
