import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";

/** Lifetimes of a new key, in days. */
export const LIVES = [
  { value: "never", label: "Until it is revoked" },
  { value: "30", label: "For 30 days" },
  { value: "90", label: "For 90 days" },
  { value: "365", label: "For a year" },
] as const;

export type KeyLife = (typeof LIVES)[number]["value"];

export const lifeInDays = (life: KeyLife): number | null => (life === "never" ? null : Number(life));

export type KeyState = "active" | "expired" | "revoked";

/** @param now milliseconds since 1970 */
export const keyState = (
  { revokedAt, expiresAt }: Pick<ApiKeyView, "revokedAt" | "expiresAt">,
  now: number,
): KeyState => {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= now ? "expired" : "active";
};
