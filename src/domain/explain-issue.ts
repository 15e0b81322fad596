import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;

/**
 * Words for issues whose schema has none: what to send, as the sender of JSON knows it. Undefined leaves Zod's own words. Pass it as
 * `error` when input of other people is parsed.
 */
export const explainIssue = (issue: RawIssue): string | undefined => {
  if (issue.code === "invalid_type") return withMissing(issue, TYPES[issue.expected] ?? null);
  if (issue.code === "invalid_value") return withMissing(issue, `use ${oneOf(issue.values)}`);
  if ((issue.code === "too_small" || issue.code === "too_big") && issue.inclusive === false) return undefined;
  if (issue.code === "too_small") return boundOf(issue.origin, "at least", Number(issue.minimum));
  if (issue.code === "too_big") return boundOf(issue.origin, "at most", Number(issue.maximum));
  return undefined;
};

const TYPES: Readonly<Record<string, string>> = {
  string: "use text",
  number: "use a number",
  int: "use a whole number",
  boolean: "use true or false",
  array: "use a list: [ … ]",
  object: "use an object: { … }",
  record: "use an object: { … }",
};

const withMissing = ({ input }: RawIssue, rule: string | null): string | undefined => {
  if (rule === null) return undefined;
  return input === undefined ? `is missing: ${rule}` : rule;
};

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? JSON.stringify(values[0]) : `one of: ${values.join(", ")}`;

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

const boundOf = (origin: string, bound: "at least" | "at most", limit: number): string => {
  if (bound === "at least" && limit === 1 && origin in UNITS) return "must not be empty";
  return `use ${bound} ${limit.toLocaleString("en")}${UNITS[origin] ?? ""}`;
};
