import type { SealContext } from "#domain/context.ts";

export const ANSWERS_KEPT_MS = 24 * 3_600_000;

export type KeptAnswer = { status: number; headers: Record<string, string>; body: string };

/** Ids are new for each claim, so the answer of a lost claim fits no row. */
export type Claim = { id: string; tenantId: string };

export const answerSealContext = ({ id, tenantId }: Claim): SealContext => ({
  tenantId,
  table: "idempotency_key",
  column: "answer",
  rowId: id,
});
