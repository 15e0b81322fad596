import { z } from "zod";
import { API_SCOPES } from "#domain/api-keys/api-key.values.ts";
import { NOT_BLANK } from "#domain/bounded.schema.ts";
import { instant } from "#domain/instant.schema.ts";
import { mode } from "#domain/mode.schema.ts";

export const apiScope = z.enum(API_SCOPES);

export type ApiScope = z.output<typeof apiScope>;

export const createApiKeyInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the key a name.")
    .max(100)
    .regex(/^[^\p{Cc}]*$/u, "must not hold control characters")
    .meta(NOT_BLANK),
  scopes: z.array(apiScope).min(1, "Choose at least one thing it may do.").max(apiScope.options.length),
  /** Null or left out = live. */
  mode: mode.nullish(),
  /** Null or left out = no expiry. */
  expiresInDays: z.number().int().min(1).max(3_650).nullish(),
});

/** For the platform: an instant in place of days. */
export const createApiKeyForInput = createApiKeyInput.omit({ expiresInDays: true }).extend({
  expiresAt: instant.nullish(),
});

export const apiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  mode,
  hint: z.string(),
  scopes: z.array(apiScope),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

/** Reveals the key, only in the answer to its creation. */
export const createdApiKeyView = apiKeyView.extend({ key: z.string() });

export type CreateApiKeyInput = z.output<typeof createApiKeyInput> & { expiresAt?: string | null | undefined };
export type ApiKeyView = z.output<typeof apiKeyView>;
export type CreatedApiKeyView = z.output<typeof createdApiKeyView>;
