import { z } from "zod";
import { API_VERSIONS } from "#domain/event-types/api-version.values.ts";

export { API_VERSIONS } from "#domain/event-types/api-version.values.ts";

export type ApiVersion = (typeof API_VERSIONS)[number];

export const NEWEST_API_VERSION: ApiVersion = "2026-12-01";

const KNOWN: readonly string[] = API_VERSIONS;

/** Place in the order of versions; -1 for an unknown one. */
export const placeOfVersion = (version: string): number => KNOWN.indexOf(version);

export const apiVersion = z
  .string()
  .max(40)
  .refine((text) => placeOfVersion(text) !== -1, `use one of ${API_VERSIONS.join(", ")}`)
  .meta({ enum: API_VERSIONS });
