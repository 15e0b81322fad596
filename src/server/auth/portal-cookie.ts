import type { Env } from "#env.ts";

type Settings = Pick<Env, "BASE_URL" | "PORTAL_ORIGINS">;

const NAME = "bellhop.portal";

/** `__Host-` limits the cookie to this exact host and to https. */
const nameOf = ({ BASE_URL }: Settings): string => (isSecure(BASE_URL) ? `__Host-${NAME}` : NAME);

const isSecure = (baseUrl: string): boolean => baseUrl.startsWith("https:");

export const readPortalCookie = (settings: Settings, headers: Headers): string | null =>
  readCookie(headers, nameOf(settings));

/** `SameSite=None` permits frames of another site; `Partitioned` ties the cookie to that site. Both need https. */
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

export const noPortalCookie = (settings: Settings): string => portalCookie(settings, "", new Date(0));

/** Returns null for an absent or empty cookie. */
export const readCookie = (headers: Headers, name: string): string | null => {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null;
};
