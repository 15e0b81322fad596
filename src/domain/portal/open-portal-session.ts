import { createHash, randomBytes } from "node:crypto";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps, RequestOrigin } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { consumePortalToken } from "#domain/portal/consume-portal-token.ts";
import type { HandOffClaims } from "#domain/portal/portal-token.schema.ts";
import { portalUserId } from "#domain/sessions/signed-in.ts";
import { holdTenant } from "#domain/tenants/hold-tenant.ts";
import { REMOVED_DAYS } from "#domain/unknown-tenants.values.ts";
import type { Prisma } from "#generated/prisma/client.ts";

export const PORTAL_SESSION_MS_MAX = 8 * 3_600_000;

const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;
const USER_AGENT_CHARS_MAX = 400;

type Options = { createsTenants: boolean };

/**
 * Opens a session. Expects verified claims (signature, issuer, audience, age). Only the answer holds the
 * token. `unauthorized` for a used token; `not_found` for a tenant that is being removed, or is missing while
 * `createsTenants` is off or after a removal within `REMOVED_DAYS`.
 */
export const openPortalSession = async (
  deps: Pick<Deps, "db" | "sql" | "clock">,
  claims: HandOffClaims,
  from: RequestOrigin,
  { createsTenants }: Options,
): Promise<{ token: string; expiresAt: Date }> => {
  await consumePortalToken(deps, claims);
  const now = deps.clock();
  const { tenant: tenantId, sub: subject, role, name = null, brand } = claims;
  const id = newId("ses", now.getTime());
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(now.getTime() + PORTAL_SESSION_MS_MAX);
  const device = { ipAddress: from.address, userAgent: from.userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null };
  const look = { brand: brand ? JSON.stringify(brand) : null };
  const lifetime = { createdAt: now, seenAt: now, expiresAt };
  const actor = { tenantId, by: { kind: "user", userId: portalUserId(subject), name: name ?? subject }, from } as const;
  const entry = { action: "session.handed_off", target: { kind: "session", id }, details: { role } } as const;
  await deps.db.portalSession.deleteMany({ where: { expiresAt: { lt: now } } });
  await deps.db.$transaction(async (tx) => {
    if (createsTenants && !(await isRemoved(tx, tenantId, now))) {
      // Keeps the name of an existing tenant: the operator may have chosen it.
      const tenant = { id: tenantId, name: claims.tenant_name ?? tenantId, createdAt: now };
      await tx.tenant.createMany({ data: tenant, skipDuplicates: true });
    }
    await holdTenant(tx, tenantId);
    await tx.portalSession.create({
      data: { id, tenantId, subject, name, role, tokenHash: hashPortalToken(token), ...look, ...device, ...lifetime },
    });
    await recordAudit(tx, actor, entry, now);
  });
  return { token, expiresAt };
};

const isRemoved = async (tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> => {
  const since = new Date(now.getTime() - REMOVED_DAYS * DAY_MS);
  return (await tx.removedTenant.count({ where: { id, removedAt: { gt: since } } })) > 0;
};

/** Uses a fast hash: the token has 256 random bits. */
export const hashPortalToken = (token: string): string => createHash("sha256").update(token).digest("hex");
