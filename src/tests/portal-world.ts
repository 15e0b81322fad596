import { findPortalSession } from "#domain/portal/find-portal-session.ts";
import { type Env, parseEnv } from "#env.ts";
import { createAuth } from "#server/auth/auth.ts";
import { createAuthHandler } from "#server/auth/auth-handler.ts";
import { readPortalCookie } from "#server/auth/portal-cookie.ts";
import { createPortalHandler } from "#server/auth/portal-handler.ts";
import { createSignInLimits } from "#server/rate-limits/sign-in-limits.ts";
import { createBrowser } from "#tests/browser.ts";
import { testDatabase } from "#tests/database.ts";
import { createPlatform } from "#tests/platform.ts";

export const PORTAL = {
  BASE_URL: "https://hooks.example.com",
  APP: "https://app.example.com",
  SESSION: "/portal/session",
  ENDS: "/portal/end-sessions",
} as const;

export type PortalWorld = Awaited<ReturnType<typeof createPortalWorld>>;

/** Creates a database with the tenants `salon` and `studio`, a platform that signs tokens, and browsers for both. */
export const createPortalWorld = async (clock: () => Date = () => new Date()) => {
  const database = await testDatabase();
  const platform = await createPlatform();
  const auth = createAuth({
    db: database.deps.db,
    log: database.deps.log,
    secret: "s".repeat(32),
    baseUrl: PORTAL.BASE_URL,
  });
  await database.addTenant("salon");
  await database.addTenant("studio");

  const deps = () => ({ ...database.deps, clock });
  const settingsOf = (changes: Record<string, string> = {}): Env => {
    const { BASE_URL, APP } = PORTAL;
    const parsed = parseEnv({ BASE_URL, PORTAL_JWKS: platform.jwks, PORTAL_ORIGINS: APP, ...changes });
    if (!parsed.ok) throw new Error(parsed.problems.join());
    return parsed.env;
  };

  /** Opens a browser whose requests reach a separate process. */
  const newBrowser = (changes: Record<string, string> = {}) => {
    const settings = settingsOf(changes);
    const limits = createSignInLimits(database.deps.sql);
    const portal = createPortalHandler({ auth, limits, deps: deps(), settings });
    const password = createAuthHandler({ auth, limits, deps: deps(), settings });
    const handle = (request: Request) => {
      const { pathname } = new URL(request.url);
      if (pathname === PORTAL.SESSION) return portal.openSession(request);
      return pathname === PORTAL.ENDS ? portal.endSessions(request) : password(request);
    };
    const browser = createBrowser(handle, { origin: settings.BASE_URL });
    const who = async () => {
      const token = readPortalCookie(settings, browser.headers());
      return token ? findPortalSession(deps(), token) : null;
    };
    const open = async (claims: Record<string, unknown> = {}) =>
      browser.post(PORTAL.SESSION, { token: await platform.sign(settings.BASE_URL, { claims }) });
    return { ...browser, who, open, handle };
  };

  return { database, platform, auth, deps, settingsOf, newBrowser, close: database.close };
};
