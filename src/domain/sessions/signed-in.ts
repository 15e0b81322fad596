import type { PortalBrand } from "#domain/brand/brand.schema.ts";
import type { Actor, RequestOrigin } from "#domain/context.ts";
import type { Role } from "#domain/sessions/role.schema.ts";

export const PORTAL_IDLE_MS_MAX = 3_600_000;

export type SignedIn = {
  sessionId: string;
  /** `portal`: handed over by the booking platform. */
  kind: "password" | "portal";
  /** `usr_…`, or `portal:` and the platform's id of the person. */
  userId: string;
  tenantId: string;
  role: Role;
  /** Null for portal sessions. */
  email: string | null;
  name: string;
  /** Instant of the last password or hand-off. */
  signedInAt: Date;
  /** Last stored use by password, for `noteSeen`. */
  lastSeenAt?: Date | null;
  /** Look that the hand-off named. */
  brand?: PortalBrand | null;
};

export const actorOf = ({ tenantId, userId, role, name, email }: SignedIn, from?: RequestOrigin): Actor => ({
  tenantId,
  by: { kind: "user", userId, name: name || email || undefined },
  ...(from ? { from } : {}),
  seesUrls: role === "admin",
});

const PORTAL_PREFIX = "portal:";

export const portalUserId = (subject: string): string => `${PORTAL_PREFIX}${subject}`;

export const isPortalUserId = (userId: string): boolean => userId.startsWith(PORTAL_PREFIX);

export const portalSubject = (userId: string): string => userId.slice(PORTAL_PREFIX.length);
