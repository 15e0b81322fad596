import { recordAudit } from "#domain/audit/record-audit.ts";
import { wayBackUrl } from "#domain/brand/brand.schema.ts";
import { DomainError } from "#domain/errors.ts";
import { checkTenant } from "#domain/operator/check-tenant.ts";
import { actorOnBehalf, type OperatorActor, type OperatorDeps } from "#domain/operator/operator-deps.ts";
import { type PortalLinkInput, sealPortalLink } from "#domain/portal/portal-link.ts";

/**
 * Makes a link to the dashboard of a tenant, for one person, one use and 60 seconds. A repeat makes another link. The token
 * stands behind `#`, where no server logs it. `not_found` for an unknown tenant, `conflict` while it is removed, `invalid`
 * for a way back to other pages than the platform's.
 */
export const createPortalLink = async (
  deps: Pick<OperatorDeps, "db" | "secrets" | "clock" | "settings" | "portalOrigins">,
  actor: OperatorActor,
  { tenantId, role, user, returnUrl }: PortalLinkInput & { tenantId: string },
): Promise<{ url: string; expiresAt: string }> => {
  checkWayBack(deps, returnUrl ?? null);
  await checkTenant(deps, { id: tenantId, isChange: true });
  const { token, expiresAt } = sealPortalLink(deps, {
    tenant: tenantId,
    sub: user.id,
    role,
    name: user.name,
    brand: returnUrl ? { returnUrl } : undefined,
  });
  const target = { kind: "session", id: null, name: user.name ?? user.id } as const;
  const entry = { action: "session.link_created", target, details: { role } } as const;
  await recordAudit(deps.db, actorOnBehalf(actor, tenantId), entry, deps.clock());
  return { url: `${deps.settings.baseUrl}/portal#token=${token}`, expiresAt: expiresAt.toISOString() };
};

const checkWayBack = ({ portalOrigins }: Pick<OperatorDeps, "portalOrigins">, returnUrl: string | null): void => {
  if (returnUrl === null) return;
  const parsed = wayBackUrl.safeParse(returnUrl);
  const message = parsed.success
    ? portalOrigins.includes(new URL(parsed.data).origin)
      ? null
      : "its origin is not in PORTAL_ORIGINS"
    : (parsed.error.issues[0]?.message ?? "use an https address");
  if (message !== null)
    throw new DomainError("invalid", "The request is not valid: correct the fields named in errors.", [
      { path: "returnUrl", message },
    ]);
};
