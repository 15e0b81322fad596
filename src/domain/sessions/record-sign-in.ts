import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { actorOf, type SignedIn } from "#domain/sessions/signed-in.ts";

// Writes audit lines in their own transaction, since better-auth commits password sessions itself.

type RecordDeps = Pick<Deps, "db" | "clock">;

export type Shown = "password" | "code" | "recoveryCode";

const PERSON = { id: true, tenantId: true, name: true } as const;

export const recordSignIn = async (
  { db, clock }: RecordDeps,
  { token, shown }: { token: string; shown: Shown },
  from: RequestOrigin,
): Promise<void> => {
  const session = await db.session.findUnique({
    where: { token },
    select: { id: true, user: { select: PERSON } },
  });
  if (!session) return;
  const { id: userId, tenantId, name } = session.user;
  const target = { kind: "session", id: session.id } as const;
  const actor = { tenantId, by: { kind: "user", userId, name }, from } as const;
  await recordAudit(db, actor, { action: "session.signed_in", target, details: { shown } }, clock());
};

/**
 * Records a refused sign-in of an existing user, with the system as actor. Call it after the rate limit:
 * otherwise strangers could fill the log.
 */
export const recordFailedSignIn = async (
  { db, clock }: RecordDeps,
  { user: where, shown }: { user: { id: string } | { email: string }; shown: Shown },
  from: RequestOrigin,
): Promise<void> => {
  const user = await db.user.findUnique({ where, select: PERSON });
  if (!user) return;
  const target = { kind: "session", id: null, name: user.name } as const;
  const details = { userId: user.id, shown };
  const actor = { tenantId: user.tenantId, by: { kind: "system" }, from } as const;
  await recordAudit(db, actor, { action: "session.sign_in_failed", target, details }, clock());
};

export const recordSignOut = ({ db, clock }: RecordDeps, me: SignedIn, from: RequestOrigin): Promise<void> => {
  const target = { kind: "session", id: me.sessionId } as const;
  return recordAudit(db, actorOf(me, from), { action: "session.signed_out", target }, clock());
};
