import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { actorOf, type SignedIn } from "#domain/sessions/signed-in.ts";

// For the audit log: sessions by password are opened and ended by better-auth, in transactions of its own.

type RecordDeps = Pick<Deps, "db" | "clock">;

/** What was shown last to come in. */
export type Shown = "password" | "code" | "recoveryCode";

const PERSON = { id: true, tenantId: true, name: true } as const;

/** Writes down that the session with this token was opened; nothing once it has ended. The token itself is not kept. */
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
 * Writes down that somebody was not let in as this user; nothing when there is none. Who it was is not known, so that we are
 * the ones who act: we refused. Only for tries that a limit has let through, or anybody could fill the log.
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

/** Writes down that somebody's session has ended because its browser was signed out, or somebody else came in by it. */
export const recordSignOut = ({ db, clock }: RecordDeps, me: SignedIn, from: RequestOrigin): Promise<void> => {
  const target = { kind: "session", id: me.sessionId } as const;
  return recordAudit(db, actorOf(me, from), { action: "session.signed_out", target }, clock());
};
