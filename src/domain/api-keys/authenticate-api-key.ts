import { timingSafeEqual } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { isApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { knownScopes } from "#domain/api-keys/api-key-view.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";

/** Limits writes of `lastUsedAt` to one per minute. */
const LAST_USED_STEP_MS = 60_000;

/**
 * Returns the actor and the scopes of a key. Every refused key gets the same `unauthorized`, so callers
 * cannot learn which keys existed. Revocation holds from the next call on: nothing is cached. Renews a hash
 * made with an old master key.
 */
export const authenticateApiKey = async (
  deps: Pick<Deps, "db" | "clock" | "secrets" | "log">,
  key: string,
): Promise<{ actor: Actor; scopes: ApiScope[] }> => {
  if (!isApiKeyText(key)) throw notValid();
  const hashes = deps.secrets.fingerprints(key);
  const row = await deps.db.apiKey.findFirst({
    select: { id: true, tenantId: true, name: true, hash: true, scopes: true, lastUsedAt: true, hashKeyId: true },
    where: {
      hash: { in: hashes },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: deps.clock() } }],
    },
  });
  // Compares again: the index lookup is not constant-time.
  if (!row || !hashes.some((hash) => isSame(hash, row.hash))) throw notValid();
  await noteUse(deps, row, key);
  return {
    actor: { tenantId: row.tenantId, by: { kind: "api_key", keyId: row.id, name: row.name } },
    scopes: knownScopes(row.scopes),
  };
};

const notValid = () => new DomainError("unauthorized", "This API key is not valid. Make a new one in the dashboard.");

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
};

const noteUse = async (
  { db, clock, secrets, log }: Pick<Deps, "db" | "clock" | "secrets" | "log">,
  { id, lastUsedAt, hashKeyId }: { id: string; lastUsedAt: Date | null; hashKeyId: string | null },
  key: string,
) => {
  const now = clock();
  const stale = new Date(now.getTime() - LAST_USED_STEP_MS);
  // Rehashes now, because only callers hold the key itself.
  const isOldHash = hashKeyId !== secrets.keyIds[0];
  if (lastUsedAt && lastUsedAt > stale && !isOldHash) return;
  const where = isOldHash ? { id } : { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] };
  const renewed = isOldHash ? { hash: secrets.fingerprints(key)[0], hashKeyId: secrets.keyIds[0] } : {};
  await db.apiKey.updateMany({ data: { lastUsedAt: now, ...renewed }, where }).catch((error: Error) => {
    if (isDatabaseUnavailable(error)) throw error;
    log.warn({ err: error, keyId: id }, "could not note the use of an API key");
  });
};
