import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { consumePortalToken } from "#domain/portal/consume-portal-token.ts";
import { findPortalSession } from "#domain/portal/find-portal-session.ts";
import { hashPortalToken } from "#domain/portal/open-portal-session.ts";
import type { EndSessionsClaims } from "#domain/portal/portal-token.schema.ts";
import { actorOf } from "#domain/sessions/signed-in.ts";

/**
 * Ends sessions from the next request on; without `sub`, all of the tenant. `unauthorized` for a used token.
 */
export const endPortalSessions = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  claims: EndSessionsClaims,
  from: RequestOrigin,
): Promise<{ count: number }> => {
  await consumePortalToken(deps, claims);
  const { tenant: tenantId, sub: subject } = claims;
  const where = { tenantId, ...(subject === undefined ? {} : { subject }) };
  return deps.db.$transaction(async (tx) => {
    const one = subject === undefined ? null : await tx.portalSession.findFirst({ where, select: { name: true } });
    const { count } = await tx.portalSession.deleteMany({ where });
    const target = { kind: "session", id: null, name: one?.name ?? subject ?? null } as const;
    const entry = { action: "session.ended", target, details: { count, askedBy: "platform" } } as const;
    if (count > 0) await recordAudit(tx, { tenantId, by: { kind: "system" }, from }, entry, deps.clock());
    return { count };
  });
};

export const endPortalSession = async (
  deps: Pick<Deps, "db" | "clock">,
  token: string,
  from: RequestOrigin,
): Promise<void> => {
  const who = await findPortalSession(deps, token);
  await deps.db.$transaction(async (tx) => {
    const { count } = await tx.portalSession.deleteMany({ where: { tokenHash: hashPortalToken(token) } });
    if (!who || count === 0) return;
    const target = { kind: "session", id: who.sessionId } as const;
    await recordAudit(tx, actorOf(who, from), { action: "session.signed_out", target }, deps.clock());
  });
};
