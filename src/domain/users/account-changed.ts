import type { AuditEntry } from "#domain/audit/record-audit.ts";

/** Changed part of an account. Old audit lines keep these names: add, never rename. */
export type AccountChange = "password" | "secondFactorOn" | "secondFactorOff" | "recoveryCodes";

export const accountChanged = ({ id, name }: { id: string; name: string }, change: AccountChange): AuditEntry => ({
  action: "user.changed",
  target: { kind: "user", id, name },
  details: { change },
});
