import type { Env } from "#env.ts";

type Settings = Pick<Env, "BASE_URL" | "PORTAL_ORIGINS">;

const NAME = "bellhop.portal";

/** The prefix makes browsers take the cookie from this very host only, and over https only. */
const nameOf = ({ BASE_URL }: Settings): string => (isSecure(BASE_URL) ? `__Host-${NAME}` : NAME);

const isSecure = (baseUrl: string): boolean => baseUrl.startsWith("https:");

/** The token of a hand-off's session; null without one. */
export const readPortalCookie = (settings: Settings, headers: Headers): string | null =>
  readCookie(headers, nameOf(settings));

/**
 * In a frame of another site, browsers send only cookies with `SameSite=None`. `Partitioned` makes the cookie useless
 * below any other site. Both need https.
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

/** A cookie that makes the browser forget the session. */
export const noPortalCookie = (settings: Settings): string => portalCookie(settings, "", new Date(0));

/** The value of a request's cookie as it was sent; null without one, or where it is empty. */
export const readCookie = (headers: Headers, name: string): string | null => {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null;
};
