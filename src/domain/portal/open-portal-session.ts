import { createHash, randomBytes } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import type { HandOffClaims } from "#domain/portal/portal-token.schema.ts";
import { spendPortalToken } from "#domain/portal/spend-portal-token.ts";

export const PORTAL_SESSION_MS_MAX = 8 * 3_600_000;
export const PORTAL_IDLE_MS_MAX = 3_600_000;

const TOKEN_BYTES = 32;
const USER_AGENT_CHARS_MAX = 400;

type Device = { ipAddress: string | null; userAgent: string | null };
type Options = { createsTenants: boolean };

/**
 * Opens a session for somebody whom the platform hands over. The claims must have been verified: signature, issuer,
 * audience and age. The answer is the only place where the session's token is readable.
 *
 * `unauthorized` for a token that was used before, whatever came of that; `not_found` for a tenant that does not exist,
 * unless hand-offs create theirs.
 */
export const openPortalSession = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  claims: HandOffClaims,
  device: Device,
  { createsTenants }: Options,
): Promise<{ token: string; expiresAt: Date }> => {
  await spendPortalToken(deps, claims);
  const now = deps.clock();
  const { tenant: tenantId, sub: subject, role, name = null } = claims;
  if (createsTenants) {
    // An existing tenant keeps its name: the operator may have given it another.
    await deps.db.tenant.createMany({
      data: { id: tenantId, name: claims.tenant_name ?? tenantId, createdAt: now },
      skipDuplicates: true,
    });
  } else if (!(await deps.db.tenant.findUnique({ where: { id: tenantId }, select: { id: true } }))) {
    throw new DomainError("not_found", "This business is not known here yet. Ask whoever runs your booking system.");
  }
  await deps.db.portalSession.deleteMany({ where: { expiresAt: { lt: now } } });
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(now.getTime() + PORTAL_SESSION_MS_MAX);
  await deps.db.portalSession.create({
    data: {
      id: newId("ses", now.getTime()),
      tenantId,
      subject,
      name,
      role,
      tokenHash: hashPortalToken(token),
      ipAddress: device.ipAddress,
      userAgent: device.userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null,
      createdAt: now,
      seenAt: now,
      expiresAt,
    },
  });
  return { token, expiresAt };
};

/** Not a slow hash: the token is 256 random bits. */
export const hashPortalToken = (token: string): string => createHash("sha256").update(token).digest("hex");
