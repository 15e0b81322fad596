import type { FieldError } from "#domain/errors.ts";
import { keywordProblems, type Schema, treeOf } from "#domain/platform-types/schema-tree.ts";
import { workProblem } from "#domain/platform-types/schema-work.ts";

export const SCHEMA_BYTES_MAX = 64 * 1024;
export const SCHEMA_DEPTH_MAX = 20;

/**
 * Lists why a schema is refused before it is compiled: its size, its depth, keywords, references, and the work that an event could
 * make it do. Paths start with `schema`.
 */
export const schemaProblems = (schema: Schema): FieldError[] => {
  const size = sizeProblem(schema, { path: "schema", depthMax: SCHEMA_DEPTH_MAX });
  if (size) return [size];
  const tree = treeOf(schema);
  const problems = keywordProblems(tree);
  if (problems.length > 0) return problems;
  const work = workProblem(tree);
  return work ? [work] : [];
};

/** Bounds a value that came in a request, whose depth is bounded already. */
export const sizeProblem = (
  value: unknown,
  { path, depthMax }: { path: string; depthMax: number },
): FieldError | null => {
  if (Buffer.byteLength(JSON.stringify(value)) > SCHEMA_BYTES_MAX)
    return { path, message: `must not be larger than ${SCHEMA_BYTES_MAX / 1024} KiB` };
  return isDeeper(value, depthMax) ? { path, message: `must not be nested deeper than ${depthMax} levels` } : null;
};

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));
