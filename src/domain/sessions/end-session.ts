import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { actorOf, portalSubject, type SignedIn } from "#domain/sessions/signed-in.ts";

type EndDeps = Pick<Deps, "db" | "clock">;

/** Ends a session from the next request on. `not_found` for another person's session and for a repeat. */
export const endSession = async (
  deps: EndDeps,
  me: SignedIn,
  { id }: { id: string },
  from?: RequestOrigin,
): Promise<void> => {
  const { count } = await endOwn(deps, me, id, from);
  if (count === 0) throw notFound("session");
};

/** Safe to repeat. */
export const endOtherSessions = (deps: EndDeps, me: SignedIn, from?: RequestOrigin): Promise<{ count: number }> =>
  endOwn(deps, me, { not: me.sessionId }, from);

const endOwn = ({ db, clock }: EndDeps, me: SignedIn, id: string | { not: string }, from?: RequestOrigin) =>
  db.$transaction(async (tx) => {
    const { kind, userId, tenantId } = me;
    const now = clock();
    const expiresAt = { gt: now };
    const { count } =
      kind === "password"
        ? await tx.session.deleteMany({ where: { userId, id, expiresAt } })
        : await tx.portalSession.deleteMany({ where: { tenantId, subject: portalSubject(userId), id, expiresAt } });
    const target = { kind: "session", id: typeof id === "string" ? id : null } as const;
    const entry = { action: "session.ended", target, details: { count } } as const;
    if (count > 0) await recordAudit(tx, actorOf(me, from), entry, now);
    return { count };
  });
