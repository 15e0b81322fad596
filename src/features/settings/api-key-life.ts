import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";

/** Lifetimes of a new key, in days. */
export const LIVES = ["never", "30", "90", "365"] as const;

export type KeyLife = (typeof LIVES)[number];

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
