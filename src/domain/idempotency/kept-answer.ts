import type { SealContext } from "#domain/context.ts";

/** Age until which a repeated call gets the kept answer. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

export type KeptAnswer = { status: number; headers: Record<string, string>; body: string };

/** The id is new with each claim, so that the answer of a call that lost the key fits no row. */
export type Claim = { id: string; tenantId: string };

export const answerSealContext = ({ id, tenantId }: Claim): SealContext => ({
  tenantId,
  table: "idempotency_key",
  column: "answer",
  rowId: id,
});
