import type { Deps } from "#domain/context.ts";

/** Use of one master key. `apiKeys`: keys made or last used while it came first. */
export type KeyUse = { keyId: string; sealed: number; apiKeys: number };

/**
 * Counts unused keys too. A hash without a key id counts for the last configured key, since it may need any
 * of them.
 */
export const countByKey = async ({ sql, secrets }: Pick<Deps, "sql" | "secrets">): Promise<KeyUse[]> => {
  const configured = secrets.keyIds;
  const [sealed, hashes] = await Promise.all([
    sql<{ keyId: string; count: number }>(SEALED),
    sql<{ keyId: string | null; count: number }>(HASHES),
  ]);
  const uses = new Map<string, KeyUse>(configured.map((keyId) => [keyId, { keyId, sealed: 0, apiKeys: 0 }]));
  const of = (keyId: string) => {
    const use = uses.get(keyId) ?? { keyId, sealed: 0, apiKeys: 0 };
    uses.set(keyId, use);
    return use;
  };
  for (const { keyId, count } of sealed) of(keyId).sealed += count;
  for (const { keyId, count } of hashes) of(keyId ?? configured.at(-1) ?? configured[0]).apiKeys += count;
  return [...uses.values()];
};

const SEALED = `
SELECT split_part(sealed, '.', 2) AS "keyId", count(*)::int AS count
FROM (
  SELECT v.sealed FROM webhook_subscription s
    CROSS JOIN LATERAL (VALUES (s.secret), (s.previous_secret), (s.headers)) AS v(sealed)
  UNION ALL SELECT left(answer, 200) FROM idempotency_key
) AS all_sealed WHERE sealed <> '' GROUP BY 1 ORDER BY 1`;

const HASHES = `
SELECT hash_key_id AS "keyId", count(*)::int AS count FROM api_key WHERE revoked_at IS NULL GROUP BY 1 ORDER BY 1`;
