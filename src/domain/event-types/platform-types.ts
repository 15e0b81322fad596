import type { FieldError } from "#domain/errors.ts";

/** Event type that the platform defines through the operator API. Its family is the first part of its name. */
export type PlatformType = {
  name: string;
  /** Counts up with each change; name and version never mean another schema. */
  version: number;
  title: string;
  description: string;
  /** JSON Schema 2020-12 of `data`. */
  schema: Record<string, unknown>;
  /** Excludes tenantId. */
  sample: Record<string, unknown>;
  /** Field of `data` that names the subject. The body repeats it at the top; null: the event has no subject. */
  resourceIdField: string | null;
  /** Returns the first problem of `data`, with a path that starts with `data`. */
  check: (data: Record<string, unknown>) => FieldError[];
};

/** Platform types of one instant. */
export type PlatformTypes = {
  byName: ReadonlyMap<string, PlatformType>;
  /** Names of removed types, whose events may still be stored. */
  removed: readonly string[];
};

export const NO_PLATFORM_TYPES: PlatformTypes = { byName: new Map(), removed: [] };

/** Platform types in memory, at most five seconds behind the database. */
export type KnownPlatformTypes = {
  read: () => Promise<PlatformTypes>;
  /** Makes the next `read` ask the database. */
  forget: () => void;
};
