import { prismaAdapter } from "better-auth/adapters/prisma";
import { betterAuth } from "better-auth/minimal";
import { env } from "#env.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/client-address.ts";
import { deps } from "#server/deps.ts";

export { hashPassword } from "better-auth/crypto";

const SESSION_SECONDS = 7 * 24 * 3_600;
const SESSION_RENEWED_AFTER_SECONDS = 24 * 3_600;
const SIGN_INS_PER_WINDOW_MAX = 10;
const WINDOW_SECONDS = 60;

/** The origins a browser may send from: the public one and, on loopback, its other usual spelling. */
export const originsOf = (baseUrl: string): string[] => {
  const { protocol, hostname, port, origin } = new URL(baseUrl);
  if (hostname !== "localhost" && hostname !== "127.0.0.1") return [origin];
  return ["localhost", "127.0.0.1"].map((name) => `${protocol}//${name}${port && `:${port}`}`);
};

type Settings = { db: PrismaClient; secret: string; baseUrl: string };

/**
 * Sign-in by email and password. Nobody signs up: users are made with their tenant. Every request looks its session up
 * in the database, so that a sign-out holds at once.
 */
export const createAuth = ({ db, secret, baseUrl }: Settings) =>
  betterAuth({
    appName: "Bellhop",
    baseURL: baseUrl,
    secret,
    trustedOrigins: originsOf(baseUrl),
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_RENEWED_AFTER_SECONDS, cookieCache: { enabled: false } },
    user: { additionalFields: { tenantId: { type: "string", required: true, input: false } } },
    rateLimit: {
      enabled: true,
      customRules: { "/sign-in/email": { window: WINDOW_SECONDS, max: SIGN_INS_PER_WINDOW_MAX } },
    },
    advanced: {
      cookiePrefix: "bellhop",
      useSecureCookies: baseUrl.startsWith("https:"),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
  });

// Next bundles this module into several graphs of one process; rate limits and sessions share one instance.
const shared = globalThis as typeof globalThis & { bellhopAuth?: ReturnType<typeof createAuth> };

export const auth = () => {
  if (shared.bellhopAuth) return shared.bellhopAuth;
  const { AUTH_SECRET, BASE_URL } = env();
  if (!AUTH_SECRET) throw new Error("AUTH_SECRET is not set: start through `npm start`, which makes one");
  shared.bellhopAuth = createAuth({ db: deps().db, secret: AUTH_SECRET, baseUrl: BASE_URL });
  return shared.bellhopAuth;
};

export type SessionUser = { userId: string; tenantId: string; email: string; name: string; signedInAt: Date };

/** Who sent these headers; null when nobody is signed in. Throws when the database is away. */
export const getSession = async (headers: Headers): Promise<SessionUser | null> => {
  const session = await auth().api.getSession({ headers });
  if (!session) return null;
  const { id, tenantId, email, name } = session.user;
  return { userId: id, tenantId, email, name, signedInAt: session.session.createdAt };
};

/** The name of the business, for the frame around the pages. */
export const tenantName = async (tenantId: string): Promise<string> => {
  const tenant = await deps().db.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
  return tenant?.name ?? tenantId;
};

/** Whether a request was sent by a page of ours. Browsers always name the origin of a POST. */
export const isOwnOrigin = (headers: Headers): boolean => {
  const origin = headers.get("origin");
  return origin !== null && originsOf(env().BASE_URL).includes(origin);
};
