import type { Answer } from "#features/auth/post-auth.ts";

// Checked without Zod, which would be 24 KB for three short answers.

const fieldsOf = (received: unknown): Record<string, unknown> =>
  typeof received === "object" && received !== null ? { ...received } : {};

const codesOf = (received: unknown): string[] => {
  const { backupCodes } = fieldsOf(received);
  if (Array.isArray(backupCodes) && backupCodes.every((code) => typeof code === "string")) return backupCodes;
  throw new TypeError("No recovery codes in the answer");
};

export const ANY_ANSWER: Answer<unknown> = { parse: (received) => received };

export const CODES_ANSWER: Answer<{ backupCodes: string[] }> = {
  parse: (received) => ({ backupCodes: codesOf(received) }),
};

/** Second factor that is not yet proven. */
export type Started = { totpURI: string; backupCodes: string[] };

export const STARTED_ANSWER: Answer<Started> = {
  parse: (received) => {
    const { totpURI } = fieldsOf(received);
    if (typeof totpURI !== "string") throw new TypeError("No TOTP address in the answer");
    return { totpURI, backupCodes: codesOf(received) };
  },
};
