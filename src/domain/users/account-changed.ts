import type { AuditEntry } from "#domain/audit/record-audit.ts";

/** What of somebody's account was changed. Kept for ever in old lines of the audit log: add, never rename. */
export type AccountChange = "password" | "secondFactorOn" | "secondFactorOff" | "recoveryCodes";

/** How the audit log says so. */
export const accountChanged = ({ id, name }: { id: string; name: string }, change: AccountChange): AuditEntry => ({
  action: "user.changed",
  target: { kind: "user", id, name },
  details: { change },
});
