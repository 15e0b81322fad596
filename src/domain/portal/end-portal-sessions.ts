import type { Deps } from "#domain/context.ts";
import { hashPortalToken } from "#domain/portal/open-portal-session.ts";
import type { EndSessionsClaims } from "#domain/portal/portal-token.schema.ts";
import { spendPortalToken } from "#domain/portal/spend-portal-token.ts";

/**
 * Ends what hand-offs have opened for one person, or for all of the tenant without `sub`, from the next request on. Says how
 * many there were. `unauthorized` for a token that was used before.
 */
export const endPortalSessions = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  claims: EndSessionsClaims,
): Promise<{ count: number }> => {
  await spendPortalToken(deps, claims);
  const { tenant: tenantId, sub: subject } = claims;
  return deps.db.portalSession.deleteMany({ where: { tenantId, ...(subject === undefined ? {} : { subject }) } });
};

/** Ends the one session that has this token, if there is one. Safe to repeat. */
export const endPortalSession = async ({ db }: Pick<Deps, "db">, token: string): Promise<void> => {
  await db.portalSession.deleteMany({ where: { tokenHash: hashPortalToken(token) } });
};
