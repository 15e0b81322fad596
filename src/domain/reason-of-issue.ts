import type { z } from "zod";
import type { ErrorReason } from "#domain/error-reasons.values.ts";
import type { FieldWords } from "#domain/errors.ts";
import type { PageReason } from "#domain/page-reasons.values.ts";

type Issue = z.core.$ZodIssue;

/** Rules whose messages say more than the kind of an issue does. A test walks the schemas for rules that are missing here. */
export const WORDED_RULES: ReadonlyMap<string, PageReason | ErrorReason> = new Map<string, PageReason | ErrorReason>([
  ["Give the key a name.", "field_api_key_name"],
  ["Choose at least one thing it may do.", "field_api_key_scopes"],
  ["give the tenant a name", "field_person_name"],
  ["choose at least one event type", "field_no_events"],
  ["a URL is required", "url_empty"],
  ["must not hold control characters", "field_invisible"],
  ["must not hold control characters or halves of surrogate pairs", "field_invisible"],
  ["must not hold a NUL character", "field_invisible"],
  ["must not hold a NUL character or halves of surrogate pairs", "field_invisible"],
  ["leave out control characters", "field_invisible"],
  ["leave out halves of surrogate pairs", "field_invisible"],
  ["name either a customerId or an eventId", "field_missing"],
  ["use a status like 503 or a class like 5xx", "field_status"],
  ["use an ISO 8601 date and time with offset, like 2026-03-14T10:00:00+01:00", "field_instant"],
  ["use text, a number, true or false, or a list of texts", "field_form"],
  ["write a path in the event's data, like customer.phone", "field_path"],
  ["use an email address such as ada@salon.com", "field_email"],
  ["use an IANA time zone, like Europe/Berlin", "field_time_zone"],
  ["use a three-letter ISO 4217 code, like EUR", "field_currency"],
  ["use an address that starts with https://", "field_https"],
  ["use a complete address, like https://book.example.com/m/8fJ2", "field_https"],
]);

/** Names the rule that a field broke, for the texts of the dashboard. */
export const reasonOfIssue = (issue: Issue): FieldWords => {
  const rule = WORDED_RULES.get(issue.message);
  if (rule) return { reason: rule };
  switch (issue.code) {
    case "invalid_type":
      return { reason: isMissing(issue) ? "field_missing" : (TYPES[issue.expected] ?? "field_format") };
    case "invalid_value":
      if (isMissing(issue)) return { reason: "field_missing" };
      return { reason: "field_one_of", values: { values: issue.values.map(String).join(", ") } };
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case "not_multiple_of":
      return { reason: "field_multiple_of", values: { of: issue.divisor } };
    case "unrecognized_keys":
      return { reason: "field_unknown" };
    case "invalid_union":
      return { reason: "field_form" };
    case "invalid_format":
      if (issue.format === "datetime") return { reason: isMissing(issue) ? "field_missing" : "field_instant" };
      return { reason: issue.format === "email" ? "field_email" : "field_format" };
    default:
      return { reason: "field_format" };
  }
};

/** Issues do not carry the input, so the message tells a missing field, as Zod or `explainIssue` words it. */
const isMissing = ({ message }: Issue): boolean => /^is missing|received undefined$/.test(message);

const TYPES: Readonly<Record<string, PageReason>> = {
  string: "field_text",
  number: "field_number",
  int: "field_whole_number",
  boolean: "field_boolean",
  array: "field_list",
  object: "field_object",
  record: "field_object",
};

const tooSmall = (origin: string, min: number, isInclusive: boolean): FieldWords => {
  if (origin === "string")
    return min === 1 ? { reason: "field_empty" } : { reason: "field_too_short", values: { min } };
  if (origin === "array") return min === 1 ? { reason: "field_empty" } : { reason: "field_too_few", values: { min } };
  return { reason: isInclusive ? "field_at_least" : "field_more_than", values: { min } };
};

const tooBig = (origin: string, max: number, isInclusive: boolean): FieldWords => {
  if (origin === "string") return { reason: "field_too_long", values: { max } };
  if (origin === "array") return { reason: "field_too_many", values: { max } };
  return { reason: isInclusive ? "field_at_most" : "field_less_than", values: { max } };
};
