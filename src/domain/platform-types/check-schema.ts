import type { FieldError } from "#domain/errors.ts";
import { keywordProblems } from "#domain/platform-types/schema-keywords.ts";
import { type Schema, treeOf } from "#domain/platform-types/schema-tree.ts";

export const SCHEMA_BYTES_MAX = 64 * 1024;
export const SCHEMA_DEPTH_MAX = 20;

/**
 * Lists why a schema is refused: its size and depth first, then keywords and references. Paths start with `schema`.
 */
export const schemaProblems = (schema: Schema): FieldError[] => {
  const size = sizeProblem(schema, { path: "schema", depthMax: SCHEMA_DEPTH_MAX });
  if (size) return [size];
  return keywordProblems(treeOf(schema));
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
