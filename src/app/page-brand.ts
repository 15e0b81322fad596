import { headers } from "next/headers";
import { connection } from "next/server";
import { cache } from "react";
import { currentSession } from "#app/require-session.ts";
import { accentProperties, accentTokens } from "#domain/brand/accent-tokens.ts";
import { env } from "#env.ts";
import type { Brand } from "#features/shell/brand.tsx";
import { readPortalCookie } from "#server/auth/portal-cookie.ts";

type PageBrand = Brand & {
  /** Custom properties of `<html>`; empty = the colours of `globals.css`. */
  colors: Record<`--${string}`, string>;
};

/** Look of this request: the operator's settings, and on top name, colour and way back of a hand-off. */
export const pageBrand = cache(async (): Promise<PageBrand> => {
  // A build renders no page: it knows no settings.
  await connection();
  const { BRAND_NAME, BRAND_LOGO, BRAND_COLOR, BRAND_URL } = env();
  const handed = await brandOfSession();
  const color = handed?.color ?? BRAND_COLOR;
  return {
    name: handed?.name ?? BRAND_NAME,
    logo: BRAND_LOGO ? `/brand/logo?v=${BRAND_LOGO.version}` : null,
    wayBack: handed?.returnUrl ?? BRAND_URL ?? null,
    colors: color ? accentProperties(accentTokens(color)) : {},
  };
});

/** Looks for a session only behind a hand-off's cookie. An unavailable database is reported by the page itself. */
const brandOfSession = async () => {
  if (!readPortalCookie(env(), await headers())) return null;
  const session = await currentSession().catch(() => null);
  return session?.brand ?? null;
};
