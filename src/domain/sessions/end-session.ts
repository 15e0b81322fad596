import type { Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { portalSubject, type SignedIn } from "#domain/sessions/signed-in.ts";

/** Ends one of a person's own sessions from the next request on. `not_found` for anybody else's, and the second time. */
export const endSession = async (deps: Pick<Deps, "db">, me: SignedIn, { id }: { id: string }): Promise<void> => {
  const { count } = await endOwn(deps, me, id);
  if (count === 0) throw notFound("session");
};

/** Ends all of a person's own sessions but the one that asks, and says how many. Safe to repeat. */
export const endOtherSessions = (deps: Pick<Deps, "db">, me: SignedIn): Promise<{ count: number }> =>
  endOwn(deps, me, { not: me.sessionId });

const endOwn = async (
  { db }: Pick<Deps, "db">,
  { kind, userId, tenantId }: SignedIn,
  id: string | { not: string },
): Promise<{ count: number }> =>
  kind === "password"
    ? db.session.deleteMany({ where: { userId, id } })
    : db.portalSession.deleteMany({ where: { tenantId, subject: portalSubject(userId), id } });
