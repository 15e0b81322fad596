import { hash as digestOf, timingSafeEqual } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { isApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { knownScopes } from "#domain/api-keys/api-key-view.ts";
import type { KnownApiKey } from "#domain/api-keys/known-api-keys.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";
import type { Mode } from "#domain/mode.schema.ts";

/** Limits writes of `lastUsedAt` to one per minute. */
const LAST_USED_STEP_MS = 60_000;

/**
 * Returns the actor and the scopes of a key. Every refused key gets the same `unauthorized`, so callers
 * cannot learn which keys existed. A record is kept in memory for 5 s: a revocation holds at once in every process
 * that hears of it, and 5 s later elsewhere. Expiry is checked at each use. Renews a hash made with an old master key.
 */
export const authenticateApiKey = async (
  deps: Pick<Deps, "db" | "clock" | "secrets" | "log" | "apiKeys">,
  key: string,
): Promise<{ actor: Actor; scopes: ApiScope[] }> => {
  // A digest says nothing of 256 random bits, so this lookup need not be constant-time. Without its master key, a record is not found.
  const digest = digestOf("sha256", `${deps.secrets.keyIds.join()}\n${key}`);
  const known = await deps.apiKeys.find(digest, () => readKey(deps, key));
  if (!known) throw notValid();
  if (known.expiresAt && known.expiresAt <= deps.clock()) throw notValid();
  await noteUse(deps, known, key);
  return {
    actor: {
      tenantId: known.tenantId,
      by: { kind: "api_key", keyId: known.id, name: known.name },
      ...(known.mode === "test" ? { mode: known.mode } : {}),
    },
    scopes: knownScopes(known.scopes),
  };
};

const readKey = async ({ db, secrets }: Pick<Deps, "db" | "secrets">, key: string): Promise<KnownApiKey | null> => {
  if (!isApiKeyText(key)) return null;
  const hashes = secrets.fingerprints(key);
  const row = await db.apiKey.findFirst({ select: knownColumns, where: { hash: { in: hashes }, revokedAt: null } });
  // Compares again: the lookup is not constant-time.
  if (!row || !hashes.some((hash) => isSame(hash, row.hash))) return null;
  // CHECK of the column allows exactly these values.
  return { ...row, mode: row.mode as Mode };
};

const knownColumns = {
  id: true,
  tenantId: true,
  name: true,
  mode: true,
  hash: true,
  scopes: true,
  expiresAt: true,
  lastUsedAt: true,
  hashKeyId: true,
} as const satisfies Record<keyof KnownApiKey, true>;

const notValid = () => new DomainError("unauthorized", "This API key is not valid. Make a new one in the dashboard.");

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
};

const noteUse = async (
  { db, clock, secrets, log, apiKeys }: Pick<Deps, "db" | "clock" | "secrets" | "log" | "apiKeys">,
  known: KnownApiKey,
  key: string,
) => {
  const { id, tenantId, lastUsedAt, hashKeyId } = known;
  const now = clock();
  const stale = new Date(now.getTime() - LAST_USED_STEP_MS);
  // Rehashes now, because only callers hold the key itself.
  const isOldHash = hashKeyId !== secrets.keyIds[0];
  if (lastUsedAt && lastUsedAt > stale && !isOldHash) return;
  const where = isOldHash ? { id } : { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] };
  const renewed = isOldHash ? { hash: secrets.fingerprints(key)[0], hashKeyId: secrets.keyIds[0] } : {};
  try {
    await db.apiKey.updateMany({ data: { lastUsedAt: now, ...renewed }, where });
    known.lastUsedAt = now;
    if (isOldHash) apiKeys.forget([tenantId]);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    log.warn({ err: error, keyId: id }, "could not note the use of an API key");
  }
};
