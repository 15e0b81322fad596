import { DomainError, type FieldError } from "#domain/errors.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { INTERNAL_NAME } from "#domain/event-types/check-event-name.ts";
import type { PutEventTypeInput } from "#domain/operator/operator-event-type.schema.ts";
import { CHECKS_MAX, type CheckData, newWork, prepareCheck } from "#domain/platform-types/check-data.ts";
import { schemaProblems, sizeProblem } from "#domain/platform-types/check-schema.ts";
import { below } from "#domain/platform-types/known-platform-types.ts";

const SAMPLE_DEPTH_MAX = 50;

/** Version to compare a new schema with. */
export type EarlierVersion = { version: number; sample: Record<string, unknown>; resourceIdField: string | null };

/** Throws `conflict` for a name of the catalogue, and `invalid` for names that are kept for Bellhop itself. */
export const assertNameFree = (name: string): void => {
  if (findEventType(name))
    throw new DomainError("conflict", `${name} is an event type of Bellhop itself. Choose another name.`);
  if (INTERNAL_NAME.test(name))
    throw invalid([
      { path: "name", message: "names that begin with webhook. and delivery. are kept for Bellhop itself" },
    ]);
};

/**
 * Checks bounds before any work, then the schema, then its sample. Throws `invalid` with each path.
 *
 * @returns the check of data, for samples of earlier versions
 */
export const judgeEventType = ({ schema, sample, resourceIdField }: PutEventTypeInput): CheckData => {
  const problems = [
    ...schemaProblems(schema),
    ...[sizeProblem(sample, { path: "sample", depthMax: SAMPLE_DEPTH_MAX })].filter((one) => one !== null),
  ];
  if (problems.length > 0) throw invalid(problems);
  const check = prepareCheck(schema);
  const wrong = sampleProblem(sample, resourceIdField, check);
  if (wrong) throw invalid([wrong]);
  return check;
};

const sampleProblem = (
  sample: Record<string, unknown>,
  resourceIdField: string | null,
  check: CheckData,
): FieldError | null => {
  for (const name of ["tenantId", "$mode"])
    if (Object.hasOwn(sample, name))
      return { path: `sample.${name}`, message: "leave it out: it is no part of data as receivers get it" };
  const problem = check(sample);
  if (problem) return below("sample", problem);
  if (resourceIdField === null || typeof ownValue(sample, resourceIdField) === "string") return null;
  return { path: `sample.${resourceIdField}`, message: "must be text: resourceIdField names it" };
};

const ownValue = (sample: Record<string, unknown>, field: string): unknown =>
  Object.hasOwn(sample, field) ? sample[field] : undefined;

/** Bounds all samples of earlier versions together (about 300 ms): they are checked while the types are locked. */
const SAMPLE_CHECKS_MAX = 10 * CHECKS_MAX;

/** Throws `conflict` if receivers of an earlier version could not rely on events of the new one. */
export const assertCompatible = (
  { resourceIdField }: Pick<PutEventTypeInput, "resourceIdField">,
  check: CheckData,
  earlier: readonly EarlierVersion[],
): void => {
  const work = newWork(SAMPLE_CHECKS_MAX);
  const errors = earlier.flatMap(({ version, sample, resourceIdField: before }): FieldError[] => {
    const problem = check(sample, work);
    if (problem) {
      const { path, message } = below("sample", problem);
      return [{ path: "schema", message: `refuses the sample of version ${version}: ${path} ${message}` }];
    }
    if (before === resourceIdField) return [];
    return [{ path: "resourceIdField", message: `was ${before ?? "null"} in version ${version}` }];
  });
  if (errors.length > 0)
    throw new DomainError(
      "conflict",
      "The change breaks receivers of earlier versions. Keep what they know, or send the request with ?force=true.",
      errors,
    );
};

const invalid = (errors: FieldError[]) =>
  new DomainError("invalid", "The event type is not valid: correct the fields named in errors.", errors);
