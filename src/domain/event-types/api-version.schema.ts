import { z } from "zod";

/** Versions of the body that a receiver gets, oldest first. Each webhook has one; events are stored in the newest. */
export const API_VERSIONS = ["2026-11-01", "2026-12-01"] as const;

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
