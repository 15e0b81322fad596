import type { Deps } from "#domain/context.ts";
import { PORTAL_IDLE_MS_MAX } from "#domain/sessions/signed-in.ts";

/** Does not count as use of the sessions. */
export const findLivingSessions = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  ids: string[],
): Promise<ReadonlySet<string>> => {
  const now = clock();
  const where = { id: { in: ids }, expiresAt: { gt: now } };
  const seenAt = { gt: new Date(now.getTime() - PORTAL_IDLE_MS_MAX) };
  const [byPassword, byPortal] = await Promise.all([
    db.session.findMany({ select: { id: true }, where }),
    db.portalSession.findMany({ select: { id: true }, where: { ...where, seenAt } }),
  ]);
  return new Set([...byPassword, ...byPortal].map(({ id }) => id));
};
