/** Versions of the body that a receiver gets, oldest first. Each webhook has one; events are stored in the newest. */
export const API_VERSIONS = ["2026-11-01", "2026-12-01"] as const;
