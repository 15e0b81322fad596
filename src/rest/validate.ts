import type { z } from "zod";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { explainIssue } from "#domain/explain-issue.ts";
import { fieldPath } from "#domain/field-path.ts";

type Issue = z.core.$ZodIssue;

/**
 * Validates the input of a route. Throws `invalid` with one error per field: `headers.X-Token` or `0.data.startTime` in
 * a body, `limit` in a query.
 */
export const validate = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input, { error: explainIssue });
  if (result.success) return result.data;
  const errors = fieldErrorsOf(result.error).map(({ path, message }) => ({ path: withoutPart(path), message }));
  throw new DomainError("invalid", "The request is not valid: correct the fields named in errors.", errors);
};

/** Drops the leading part name (path, query or body). Query errors keep only the parameter name. */
const withoutPart = (path: string): string => {
  const [part, ...rest] = path.split(".");
  return part === "query" ? (rest[0] ?? "") : rest.join(".");
};

/** Lists one error per invalid field and per unknown field. */
export const fieldErrorsOf = ({ issues }: z.ZodError): FieldError[] => issues.flatMap((issue) => errorsOfIssue(issue));

const errorsOfIssue = (issue: Issue, above: readonly PropertyKey[] = []): FieldError[] => {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: fieldPath([...path, key]), message: "there is no such field" }));
  }
  if (issue.code === "invalid_union") return branchMeant(issue.errors).flatMap((inner) => errorsOfIssue(inner, path));
  return [{ path: fieldPath(path), message: issue.message }];
};

/** Picks the union branch with the matching outer type (object or list): errors of the other branch would mislead. */
const branchMeant = (branches: readonly Issue[][]): Issue[] =>
  branches.find((issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0)) ??
  branches[0] ??
  [];
