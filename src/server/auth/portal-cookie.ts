import type { Env } from "#env.ts";
import { readCookie } from "#server/auth/read-cookie.ts";

type Settings = Pick<Env, "BASE_URL" | "PORTAL_ORIGINS">;

const NAME = "bellhop.portal";

/** With the prefix, a browser takes the cookie from this very host only, and over https only. */
const nameOf = ({ BASE_URL }: Settings): string => (isSecure(BASE_URL) ? `__Host-${NAME}` : NAME);

const isSecure = (baseUrl: string): boolean => baseUrl.startsWith("https:");

/** The token of a session that a hand-off has opened; null without one. */
export const readPortalCookie = (settings: Settings, headers: Headers): string | null =>
  readCookie(headers, nameOf(settings));

/**
 * Inside a frame of another site a browser sends only cookies that say `SameSite=None`; partitioned, it is of no use below any
 * other site. Both need https.
 */
export const portalCookie = (settings: Settings, token: string, expiresAt: Date): string =>
  [
    `${nameOf(settings)}=${token}`,
    "Path=/",
    "HttpOnly",
    `Expires=${expiresAt.toUTCString()}`,
    ...(isSecure(settings.BASE_URL) ? ["Secure"] : []),
    ...(isSecure(settings.BASE_URL) && settings.PORTAL_ORIGINS.length > 0
      ? ["SameSite=None", "Partitioned"]
      : ["SameSite=Lax"]),
  ].join("; ");

/** Makes the browser forget it. */
export const noPortalCookie = (settings: Settings): string => portalCookie(settings, "", new Date(0));
