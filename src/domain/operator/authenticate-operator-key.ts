import type { Deps, RequestOrigin } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";
import { isKeyText } from "#domain/key-text.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { hashOperatorKey, KEY_PREFIX, knownOperatorScopes } from "#domain/operator/operator-key-view.ts";
import type { OperatorScope } from "#domain/operator/operator-scope.values.ts";
import { isInNetworks, parseNetworks } from "#domain/url-policy/networks.ts";

/** Limits writes of `lastUsedAt` to one per minute. */
const LAST_USED_STEP_MS = 60_000;

export type OperatorCaller = {
  actor: OperatorActor;
  keyId: string;
  scopes: OperatorScope[];
  allowedFrom: readonly string[];
  expiresAt: Date | null;
};

/**
 * Returns caller and scopes of an operator key, read at each use: a revocation holds at once. Every unknown, revoked or
 * expired key gets the same `unauthorized`; a right key from another network gets `forbidden`.
 */
export const authenticateOperatorKey = async (
  deps: Pick<Deps, "db" | "clock" | "log">,
  key: string,
  from: RequestOrigin,
): Promise<OperatorCaller> => {
  if (!isKeyText(key, [KEY_PREFIX])) throw notValid();
  const now = deps.clock();
  const row = await deps.db.operatorKey.findUnique({
    where: { hash: hashOperatorKey(key) },
    select: {
      id: true,
      name: true,
      scopes: true,
      allowedFrom: true,
      expiresAt: true,
      lastUsedAt: true,
      revokedAt: true,
    },
  });
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) throw notValid();
  if (!isAllowedFrom(row.allowedFrom, from.address))
    throw new DomainError("forbidden", "This operator key does not work from your address. Use one that allows it.");
  await noteUse(deps, row, now);
  return {
    actor: { by: { kind: "operator", keyId: row.id, name: row.name }, from },
    keyId: row.id,
    scopes: knownOperatorScopes(row.scopes),
    allowedFrom: row.allowedFrom,
    expiresAt: row.expiresAt,
  };
};

const notValid = () =>
  new DomainError("unauthorized", "This operator key is not valid. Make one: npm run operator -- key --name NAME");

/** Ignores the zone of a link-local address. A list that cannot be read allows nothing. */
const isAllowedFrom = (allowedFrom: readonly string[], address: string | null): boolean => {
  if (allowedFrom.length === 0) return true;
  const parsed = parseNetworks(allowedFrom.join(","));
  return parsed.ok && isInNetworks((address ?? "").replace(/%.*$/, ""), parsed.networks);
};

const noteUse = async (
  { db, log }: Pick<Deps, "db" | "log">,
  { id, lastUsedAt }: { id: string; lastUsedAt: Date | null },
  now: Date,
) => {
  const stale = new Date(now.getTime() - LAST_USED_STEP_MS);
  if (lastUsedAt && lastUsedAt > stale) return;
  const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] };
  await db.operatorKey.updateMany({ data: { lastUsedAt: now }, where }).catch((error: unknown) => {
    if (isDatabaseUnavailable(error)) throw error;
    log.warn({ err: error, keyId: id }, "could not note the use of an operator key");
  });
};
