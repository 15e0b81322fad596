import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, isAPIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins/two-factor";
import { DEFAULT_BRAND_NAME } from "#brand-settings.ts";
import type { Logger } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { writeLine } from "#domain/log-lines.ts";
import { tenantSuspended } from "#domain/pauses/tenant-suspended.ts";
import { findPortalSession } from "#domain/portal/find-portal-session.ts";
import { noteSeen } from "#domain/sessions/note-seen.ts";
import { role } from "#domain/sessions/role.schema.ts";
import type { SignInRefusal } from "#domain/sessions/sign-in-refusal.values.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "#domain/users/user.values.ts";
import { env } from "#env.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";
import { readPortalCookie } from "#server/auth/portal-cookie.ts";
import { isSentByPageOf } from "#server/auth/same-origin.ts";
import { deps } from "#server/deps.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";

export { hashPassword } from "better-auth/crypto";

const SESSION_SECONDS = 7 * 24 * 3_600;
const SESSION_RENEWED_AFTER_SECONDS = 24 * 3_600;

/** Includes `localhost` and `127.0.0.1` on loopback. */
export const originsOf = (baseUrl: string): string[] => {
  const { protocol, hostname, port, origin } = new URL(baseUrl);
  if (hostname !== "localhost" && hostname !== "127.0.0.1") return [origin];
  return ["localhost", "127.0.0.1"].map((name) => `${protocol}//${name}${port && `:${port}`}`);
};

/** `appName`: name that authenticator apps show. */
type Settings = { db: PrismaClient; log: Logger; secret: string; baseUrl: string; appName?: string };

/** Sign-up is closed. Each request reads its session from the database, so ended sessions stop at once. */
export const createAuth = ({ db, log, secret, baseUrl, appName = DEFAULT_BRAND_NAME }: Settings) =>
  betterAuth({
    appName,
    baseURL: baseUrl,
    secret,
    trustedOrigins: originsOf(baseUrl),
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARS_MIN,
      maxPasswordLength: PASSWORD_CHARS_MAX,
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_RENEWED_AFTER_SECONDS, cookieCache: { enabled: false } },
    user: {
      additionalFields: {
        tenantId: { type: "string", required: true, input: false },
        role: { type: "string", required: true, input: false },
        lastSeenAt: { type: "date", required: false, input: false },
      },
    },
    databaseHooks: { session: { create: { before: ({ userId }) => refuseSuspended(db, userId) } } },
    plugins: [twoFactor({ accountLockout: { enabled: false } })],
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "bellhop",
      useSecureCookies: baseUrl.startsWith("https:"),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    onAPIError: { onError: (error) => logFault(log, error) },
    logger: { level: "error", log: (_, message, ...details) => passOn(log, message, details) },
  });

const SUSPENDED: SignInRefusal = "tenant_suspended";

/** Runs after the password was right, so that strangers do not learn which accounts are suspended. */
const refuseSuspended = async (db: PrismaClient, id: string): Promise<void> => {
  const where = { id, tenant: { suspendedAt: { not: null } } };
  if (await db.user.findFirst({ select: { id: true }, where }))
    throw new APIError("FORBIDDEN", { message: tenantSuspended().message, code: SUSPENDED });
};

/** Skips refusals, which the audit log has. */
const logFault = (log: Logger, err: unknown) => {
  if (isAPIError(err) && err.status !== "INTERNAL_SERVER_ERROR") return;
  if (isDatabaseUnavailable(err)) writeLine(log, "database unavailable", { handler: "auth", err });
  else writeLine(log, "request failed", { handler: "auth", procedure: null, err });
};

/** Drops details other than errors, because they name people. */
const passOn = (log: Logger, message: string, details: readonly unknown[]) => {
  const err = details.find((detail) => detail instanceof Error);
  if (err) log.warn({ from: "better-auth", err }, message);
  else log.debug({ from: "better-auth" }, message);
};

export type Auth = ReturnType<typeof createAuth>;

// Next bundles this module several times in one process.
const shared = globalThis as typeof globalThis & { bellhopAuth?: Auth };

export const auth = (): Auth => {
  if (shared.bellhopAuth) return shared.bellhopAuth;
  const { AUTH_SECRET, BASE_URL, BRAND_NAME: appName } = env();
  if (!AUTH_SECRET) throw new Error("AUTH_SECRET is not set: start through `npm start`, which makes one");
  shared.bellhopAuth = createAuth({ db: deps().db, log: deps().log, secret: AUTH_SECRET, baseUrl: BASE_URL, appName });
  return shared.bellhopAuth;
};

/** Returns null for sessions of a suspended tenant, which work again when it is resumed. Throws when the database is unavailable. */
export const getSession = async (headers: Headers): Promise<SignedIn | null> => {
  const session = await findSession(headers);
  return session && deps().pauses.isSuspended(session.tenantId) ? null : session;
};

const findSession = async (headers: Headers): Promise<SignedIn | null> => {
  const portalToken = readPortalCookie(env(), headers);
  const handedOff = portalToken ? await findPortalSession(deps(), portalToken) : null;
  if (handedOff) return handedOff;
  const session = await passwordSession(auth(), headers);
  if (session) await noteSeen(deps(), session);
  return session;
};

export const passwordSession = async ({ api }: Auth, headers: Headers): Promise<SignedIn | null> => {
  const found = await api.getSession({ headers });
  if (!found) return null;
  const { user, session } = found;
  return {
    sessionId: session.id,
    kind: "password",
    userId: user.id,
    tenantId: user.tenantId,
    role: role.parse(user.role),
    email: user.email,
    name: user.name,
    signedInAt: session.createdAt,
    lastSeenAt: user.lastSeenAt ?? null,
  };
};

export const isOwnOrigin = (headers: Headers): boolean => isSentByPageOf(headers, originsOf(env().BASE_URL));
