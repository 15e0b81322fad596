import type { z } from "zod";
import { DomainError, type FieldError } from "#domain/errors.ts";

type Issue = z.core.$ZodIssue;

/**
 * The input of a route, parsed. Throws `invalid` naming each field: `headers.X-Token` or `0.data.startTime` in a body,
 * `limit` in a query.
 */
export const validate = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue));
  throw new DomainError("invalid", "The request is not valid: correct the fields named in errors.", errors);
};

const fieldErrors = (issue: Issue, above: readonly PropertyKey[] = []): FieldError[] => {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: "there is no such field" }));
  }
  if (issue.code === "invalid_union") return branchMeant(issue.errors).flatMap((inner) => fieldErrors(inner, path));
  return [{ path: pathText(path), message: issue.message }];
};

/** Of "an object or a list of them" the one whose outer type fits: the other one's complaint would help nobody. */
const branchMeant = (branches: readonly Issue[][]): Issue[] =>
  branches.find((issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0)) ??
  branches[0] ??
  [];

/** Without the first part, which says whether it is in the path, the query or the body. */
const pathText = (path: readonly PropertyKey[]) => path.slice(1).map(String).join(".");
