import { z } from "zod";
import { boundedList } from "#domain/bounded.schema.ts";
import { explainField } from "#domain/event-types/explain-field.ts";
import { instant } from "#domain/instant.schema.ts";

/** Entries of a named list. */
export const LIST_MAX = 500;

/** Id of the booking platform, compared exactly. PostgreSQL text holds neither NUL nor a lone surrogate. */
export const resourceId = z
  .string()
  .min(1, "must not be empty")
  .max(200, "use at most 200 characters")
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters or halves of surrogate pairs");

export const text = z.string().nullish();
export const amount = explainField(
  z.number().min(0).nullish(),
  "In the smallest unit of the currency, such as cents",
  "In der kleinsten Einheit der Währung, etwa Cent",
);
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "use a three-letter ISO 4217 code, like EUR")
  .nullish();
export const locale = explainField(
  text,
  "Language for messages to the person, such as de-DE",
  "Sprache für Nachrichten an die Person, etwa de-DE",
);

/** Counts from 1. */
export const count = z.int("use a whole number").min(1, "use a whole number of 1 or more");

export const timezone = explainField(
  z
    .string()
    .max(60)
    .refine((name) => isTimezone(name), "use an IANA time zone, like Europe/Berlin")
    .nullish(),
  "An IANA time zone, such as Europe/Berlin",
  "Eine IANA-Zeitzone, etwa Europe/Berlin",
);

export const httpsLink = z
  .string()
  .max(2_048, "use at most 2,048 characters")
  .regex(/^https:\/\/[^\s"<>\\]+$/, { error: "use an address that starts with https://", abort: true })
  .refine((url) => URL.canParse(url), "use a complete address, like https://book.example.com/m/8fJ2")
  .nullish();

/** Person for whom an appointment, a waiting list entry or an order is. */
export const customer = z.looseObject({ name: text, email: text, phone: text, locale }).nullish();

const actor = explainField(
  z
    .looseObject({
      kind: z.enum(["customer", "staff", "system", "api"], "use one of: customer, staff, system, api"),
      id: text,
      name: text,
    })
    .nullish(),
  "Who made the change",
  "Wer es geändert hat",
);

const CAUSES = [
  "customer_link",
  "customer_portal",
  "staff",
  "api",
  "payment_timeout",
  "series",
  "import",
  "other",
] as const;

const cause = explainField(
  z.enum(CAUSES, `use one of: ${CAUSES.join(", ")}`).nullish(),
  "How the change was made",
  "Auf welchem Weg die Änderung kam",
);

/**
 * Fields of every resource: which change this is, what was before, who made it. `previous` holds the old values of the fields
 * that changed, and no others.
 */
export const lifecycleOf = <Fields extends z.ZodRawShape>(fields: Fields) => ({
  sequence: explainField(
    count.nullish(),
    "Increases with each change of one resource. Use it to sort events and to find gaps",
    "Steigt mit jeder Änderung einer Ressource: zum Sortieren und um Lücken zu erkennen",
  ),
  previous: explainField(
    z.looseObject(fields).nullish(),
    "Old values of the fields that changed",
    "Alte Werte der geänderten Felder",
  ),
  actor,
  cause,
});

/** Old times as API version 2026-11-01 spells them. `previous` wins where a backend sends both. */
export const previousTimes = {
  previousStartTime: explainField(
    instant.nullish(),
    "Old spelling of previous.startTime",
    "Alte Schreibweise von previous.startTime",
  ),
  previousEndTime: explainField(
    instant.nullish(),
    "Old spelling of previous.endTime",
    "Alte Schreibweise von previous.endTime",
  ),
};

export const changedFields = explainField(
  z.array(z.string()).nullish(),
  "Names of the fields that changed",
  "Namen der geänderten Felder",
);

/** Answers of a customer to questions of a form, in the order of the form. */
export const answers = boundedList(
  z.looseObject({
    question: z.string(),
    answer: z
      .union(
        [z.string(), z.number(), z.boolean(), boundedList(z.string(), LIST_MAX)],
        "use text, a number, true or false, or a list of texts",
      )
      .nullish(),
  }),
  LIST_MAX,
).nullish();

const known = new Set<string>();
const KNOWN_MAX = 1_000;

/** Remembers valid names, because the formatter of a zone takes 30 µs. Offsets such as +01:00 are no names. */
const isTimezone = (name: string): boolean => {
  if (known.has(name)) return true;
  const isValid = /^[A-Za-z]/.test(name) && hasFormatter(name);
  if (isValid && known.size < KNOWN_MAX) known.add(name);
  return isValid;
};

const hasFormatter = (timeZone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
};
