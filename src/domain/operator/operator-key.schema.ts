import { z } from "zod";
import { createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { OPERATOR_SCOPES } from "#domain/operator/operator-scope.values.ts";
import { parseNetworks } from "#domain/url-policy/networks.ts";

const NETWORKS_MAX = 50;
const NETWORK_CHARS_MAX = 64;

export const operatorScope = z.enum(OPERATOR_SCOPES);

const network = z
  .string()
  .max(NETWORK_CHARS_MAX)
  .refine(
    (text) => !/[,\s]/.test(text) && text !== "" && parseNetworks(text).ok,
    "use an address or a network such as 192.0.2.7 or 192.0.2.0/24",
  );

export const createOperatorKeyInput = z.strictObject({
  name: createApiKeyInput.shape.name,
  /** Left out = all. */
  scopes: z.array(operatorScope).min(1).max(OPERATOR_SCOPES.length).optional(),
  /** Networks from which the key works. Empty = all. Left out = those of the key that makes it, all for a command. */
  allowedFrom: z.array(network).max(NETWORKS_MAX).optional(),
  /** Null or left out = no expiry. */
  expiresInDays: createApiKeyInput.shape.expiresInDays,
});

export const operatorKeyView = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(operatorScope),
  allowedFrom: z.array(z.string()),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

/** Reveals the key, only in the answer to its creation. */
export const createdOperatorKeyView = operatorKeyView.extend({ key: z.string() });

export type CreateOperatorKeyInput = z.output<typeof createOperatorKeyInput>;
export type OperatorKeyView = z.output<typeof operatorKeyView>;
export type CreatedOperatorKeyView = z.output<typeof createdOperatorKeyView>;
