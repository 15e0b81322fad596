import { createHash } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS, answerPlace, type Claim, type KeptAnswer } from "#domain/idempotency/kept-answer.ts";
import { firstIdAt, newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";

const LEASE_MS = 60_000;

/** One call under an idempotency key. Two that differ in `scope` or `key` know nothing of each other. */
export type KeyedCall = {
  tenantId: string;
  /** The API key, the method and the path. */
  scope: readonly unknown[];
  key: string;
  /** SHA-256 of the exact bytes of the body, in hex. */
  bodyHash: string;
  /** Whether the answer may hold what was said about a customer. */
  holdsData: boolean;
};

export type ClaimOutcome =
  | { outcome: "claimed"; claim: Claim }
  | { outcome: "answered"; answer: KeptAnswer }
  /** Answered, and the answer was erased with the data of a customer. */
  | { outcome: "erased" }
  | { outcome: "running" }
  | { outcome: "other_body" };

/**
 * Claims a key for one call, or says what became of the call that has it. Of concurrent calls one gets the claim. It is held
 * for 60 s (longer where an attempt may take longer); then its process has surely died, and the same call claims it anew. After 24 h
 * the key is free for any call.
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
  const claimed = await sql(CLAIM, [id, tenantId, keyHash, bodyHash, leaseUntil, holdsData, expired, now]);
  if (claimed.length > 0) return { outcome: "claimed", claim: { id, tenantId } };
  const [row] = await sql<Row>(FIND, [tenantId, keyHash]);
  // The row may have gone meanwhile: its call was refused, and the next try claims the key.
  if (!row) return { outcome: "running" };
  if (row.bodyHash !== bodyHash) return { outcome: "other_body" };
  if (row.status === null) return { outcome: "running" };
  if (row.answer === null) return { outcome: "erased" };
  const text = secrets.open(row.answer, answerPlace({ id: row.id, tenantId }), { isKept: false });
  return { outcome: "answered", answer: { status: row.status, ...(JSON.parse(text) as Omit<KeptAnswer, "status">) } };
};

type Row = { id: string; bodyHash: string; status: number | null; answer: string | null };

const CLAIM = `
INSERT INTO idempotency_key AS k (id, tenant_id, key_hash, body_hash, lease_until, holds_data)
VALUES ($1, $2, $3, $4, $5::timestamptz, $6)
ON CONFLICT (tenant_id, key_hash) DO UPDATE SET id = excluded.id, body_hash = excluded.body_hash,
  lease_until = excluded.lease_until, holds_data = excluded.holds_data, status = NULL, answer = NULL
WHERE k.id < $7 OR (k.lease_until <= $8::timestamptz AND k.body_hash = excluded.body_hash)
RETURNING id`;

const FIND = `
SELECT id, body_hash AS "bodyHash", status, answer FROM idempotency_key WHERE tenant_id = $1 AND key_hash = $2`;
