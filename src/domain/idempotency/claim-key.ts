import { createHash } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS, answerSealContext, type Claim, type KeptAnswer } from "#domain/idempotency/kept-answer.ts";
import { firstIdAt, newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { statement } from "#domain/sql/statement.ts";

const LEASE_MS = 60_000;

export type KeyedCall = {
  tenantId: string;
  /** API key, method and path. */
  scope: readonly unknown[];
  key: string;
  /** SHA-256 in hex. */
  bodyHash: string;
  /** Tells whether an erasure must delete the answer. */
  holdsData: boolean;
};

export type ClaimOutcome =
  | { outcome: "claimed"; claim: Claim }
  | { outcome: "answered"; answer: KeptAnswer }
  | { outcome: "erased" }
  | { outcome: "running" }
  | { outcome: "other_body" };

/**
 * Gives the key to one of several concurrent calls, for 60 s or the longest attempt; then its owner counts as dead.
 * After 24 h the key is free.
 */
export const claimKey = async (
  { sql, clock, secrets, settings }: Pick<Deps, "sql" | "clock" | "secrets" | "settings">,
  { tenantId, scope, key, bodyHash, holdsData }: KeyedCall,
): Promise<ClaimOutcome> => {
  const now = clock();
  const leaseMs = Math.max(LEASE_MS, settings.attemptTimeoutMs + LEASE_SPARE_MS);
  const keyHash = createHash("sha256")
    .update(JSON.stringify([scope, key]))
    .digest("hex");
  const expired = firstIdAt("idk", new Date(now.getTime() - ANSWERS_KEPT_MS));
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const id = newId("idk", now.getTime());
  const claimed = await sql(...CLAIM({ id, tenantId, keyHash, bodyHash, leaseUntil, holdsData, expired, now }));
  if (claimed.length > 0) return { outcome: "claimed", claim: { id, tenantId } };
  const [row] = await sql<Row>(...FIND({ tenantId, keyHash }));
  // Row was deleted by a refused call, so the next try claims the key.
  if (!row) return { outcome: "running" };
  if (row.bodyHash !== bodyHash) return { outcome: "other_body" };
  if (row.status === null) return { outcome: "running" };
  if (row.answer === null) return { outcome: "erased" };
  const text = secrets.open(row.answer, answerSealContext({ id: row.id, tenantId }), { isKept: false });
  return { outcome: "answered", answer: { status: row.status, ...(JSON.parse(text) as Omit<KeptAnswer, "status">) } };
};

type Row = { id: string; bodyHash: string; status: number | null; answer: string | null };

const CLAIM = statement(
  {
    id: "text",
    tenantId: "text",
    keyHash: "text",
    bodyHash: "text",
    leaseUntil: "timestamptz",
    holdsData: "bool",
    expired: "text",
    now: "timestamptz",
  },
  ({ id, tenantId, keyHash, bodyHash, leaseUntil, holdsData, expired, now }) => `
INSERT INTO idempotency_key AS k (id, tenant_id, key_hash, body_hash, lease_until, holds_data)
VALUES (${id}, ${tenantId}, ${keyHash}, ${bodyHash}, ${leaseUntil}, ${holdsData})
ON CONFLICT (tenant_id, key_hash) DO UPDATE SET id = excluded.id, body_hash = excluded.body_hash,
  lease_until = excluded.lease_until, holds_data = excluded.holds_data, status = NULL, answer = NULL
WHERE k.id < ${expired} OR (k.lease_until <= ${now} AND k.body_hash = excluded.body_hash)
RETURNING id`,
);

const FIND = statement(
  { tenantId: "text", keyHash: "text" },
  ({ tenantId, keyHash }) => `
SELECT id, body_hash AS "bodyHash", status, answer FROM idempotency_key
WHERE tenant_id = ${tenantId} AND key_hash = ${keyHash}`,
);
