import { type PortalBrand, portalBrand } from "#domain/brand/brand.schema.ts";
import type { Deps } from "#domain/context.ts";
import { hashPortalToken } from "#domain/portal/open-portal-session.ts";
import { role } from "#domain/sessions/role.schema.ts";
import { PORTAL_IDLE_MS_MAX, portalUserId, type SignedIn } from "#domain/sessions/signed-in.ts";

/** Limits writes of `seenAt` to one per minute. */
const SEEN_STEP_MS = 60_000;

/**
 * Returns null once the session has ended, is 8 h old or was idle for 1 h. Reads the database each time, so
 * that an end holds at once.
 */
export const findPortalSession = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  token: string,
): Promise<SignedIn | null> => {
  const now = clock();
  const row = await db.portalSession.findFirst({
    where: {
      tokenHash: hashPortalToken(token),
      expiresAt: { gt: now },
      seenAt: { gt: new Date(now.getTime() - PORTAL_IDLE_MS_MAX) },
    },
  });
  if (!row) return null;
  if (row.seenAt.getTime() <= now.getTime() - SEEN_STEP_MS)
    await db.portalSession.updateMany({ where: { id: row.id }, data: { seenAt: now } });
  return {
    sessionId: row.id,
    kind: "portal",
    userId: portalUserId(row.subject),
    tenantId: row.tenantId,
    role: role.parse(row.role),
    email: null,
    name: row.name ?? row.subject,
    signedInAt: row.createdAt,
    brand: brandOf(row.brand),
  };
};

/** Ignores a brand that an older or newer version has written in another form. */
const brandOf = (stored: string | null): PortalBrand | null =>
  stored === null ? null : (portalBrand.safeParse(JSON.parse(stored)).data ?? null);
