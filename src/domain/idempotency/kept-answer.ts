import type { SealContext } from "#domain/context.ts";

/** How long an answer is given again. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** An answer as it is given again, byte for byte. */
export type KeptAnswer = { status: number; headers: Record<string, string>; body: string };

/** What an answer is filled into. The id is new with each claim: once another call has the key, it fits nothing. */
export type Claim = { id: string; tenantId: string };

/** Where a remembered answer lies: what seals it and what opens it must say the same. */
export const answerPlace = ({ id, tenantId }: Claim): SealContext => ({
  tenantId,
  table: "idempotency_key",
  column: "answer",
  rowId: id,
});
