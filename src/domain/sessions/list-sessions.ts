import type { Deps } from "#domain/context.ts";
import type { SessionView } from "#domain/sessions/session.schema.ts";
import { PORTAL_IDLE_MS_MAX, portalSubject, type SignedIn } from "#domain/sessions/signed-in.ts";

const COLUMNS = { id: true, userAgent: true, ipAddress: true, createdAt: true, expiresAt: true } as const;
const NEWEST = { orderBy: { createdAt: "desc" }, take: 100 } as const;

export const listSessions = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { kind, userId, tenantId, sessionId }: SignedIn,
): Promise<{ data: SessionView[] }> => {
  const now = clock();
  const expiresAt = { gt: now };
  const seenAt = { gt: new Date(now.getTime() - PORTAL_IDLE_MS_MAX) };
  const rows =
    kind === "password"
      ? await db.session.findMany({ select: COLUMNS, where: { userId, expiresAt }, ...NEWEST })
      : await db.portalSession.findMany({
          select: COLUMNS,
          where: { tenantId, subject: portalSubject(userId), expiresAt, seenAt },
          ...NEWEST,
        });
  return {
    data: rows.map((row) => ({
      id: row.id,
      kind,
      userAgent: row.userAgent || null,
      ipAddress: row.ipAddress || null,
      signedInAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      isCurrent: row.id === sessionId,
    })),
  };
};
