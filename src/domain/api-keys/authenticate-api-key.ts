import { timingSafeEqual } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { isApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { knownScopes } from "#domain/api-keys/api-key-view.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { isDatabaseAway } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";

/** `lastUsedAt` is for people: it may be this old. */
const LAST_USED_STEP_MS = 60_000;

/**
 * Who calls with this key, and what the key may do. Throws `unauthorized` for one that is mistyped, unknown, expired or
 * revoked; the answer is the same, so that nobody learns which keys existed. A mistyped key costs no lookup. The lookup is by
 * keyed hash, and nothing is cached: a revoked key ends with the next call. A hash
 * made with an old master key is made anew with the first one.
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
  // The database found it by an index, in a time of its own; whether it is the same is decided here.
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
  // A keyed hash can only be made anew from the key itself, which is here now and then only.
  const isOldHash = hashKeyId !== secrets.keyIds[0];
  if (lastUsedAt && lastUsedAt > stale && !isOldHash) return;
  const where = isOldHash ? { id } : { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] };
  const renewed = isOldHash ? { hash: secrets.fingerprints(key)[0], hashKeyId: secrets.keyIds[0] } : {};
  await db.apiKey.updateMany({ data: { lastUsedAt: now, ...renewed }, where }).catch((error: Error) => {
    if (isDatabaseAway(error)) throw error;
    log.warn({ err: error, keyId: id }, "could not note the use of an API key");
  });
};
