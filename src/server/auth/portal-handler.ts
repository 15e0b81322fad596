import { z } from "zod";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { type Refusal, refusalOf } from "#domain/http/refusal.ts";
import { writeLine } from "#domain/log-lines.ts";
import { endPortalSession, endPortalSessions } from "#domain/portal/end-portal-sessions.ts";
import { openPortalSession } from "#domain/portal/open-portal-session.ts";
import { isPortalLink, openPortalLink } from "#domain/portal/portal-link.ts";
import { endSessionsClaims, handOffClaims } from "#domain/portal/portal-token.schema.ts";
import { readBody } from "#domain/read-body.ts";
import { recordSignOut } from "#domain/sessions/record-sign-in.ts";
import type { SignInRefusal } from "#domain/sessions/sign-in-refusal.values.ts";
import { type Env, env } from "#env.ts";
import { type Auth, auth, originsOf, passwordSession } from "#server/auth/auth.ts";
import { ownSignInLimits } from "#server/auth/own-sign-in-limits.ts";
import { portalCookie, readPortalCookie } from "#server/auth/portal-cookie.ts";
import { verifyPortalToken } from "#server/auth/portal-tokens.ts";
import { refuse, tooMany } from "#server/auth/refuse.ts";
import { isSentBy } from "#server/auth/same-origin.ts";
import { deps } from "#server/deps.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import type { Guess, SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

const AFTERWARDS = "/";
const BODY_BYTES_MAX = 8_192;

type Parts = {
  auth: Auth;
  limits: SignInLimits;
  deps: Pick<Deps, "db" | "sql" | "clock" | "log" | "secrets">;
  settings: Pick<
    Env,
    | "BASE_URL"
    | "DATA_DIR"
    | "PORTAL_JWKS"
    | "PORTAL_ISSUER"
    | "PORTAL_ORIGINS"
    | "PORTAL_CREATES_TENANTS"
    | "acceptsOwnPortalLinks"
  >;
};

type Sent = { token: string; isForm: boolean };

/**
 * Accepts tokens as a form or JSON, never in a query, which logs keep. Only failures count per address: a platform ends many sessions
 * from one address.
 */
export const createPortalHandler = ({ auth, limits, deps, settings }: Parts) => {
  /** The new session replaces any other session. */
  const openSession = async (request: Request, { token, isForm }: Sent): Promise<Response> => {
    const isLink = isPortalLink(token);
    const claims = isLink
      ? openPortalLink(deps, token)
      : await verifyPortalToken(settings, token, handOffClaims, deps.clock());
    checkWayBack(settings, claims.brand?.returnUrl);
    const from = requestOrigin(request.headers);
    // A link was made for a tenant that existed: one that is missing was removed since.
    const createsTenants = settings.PORTAL_CREATES_TENANTS && !isLink;
    const session = await openPortalSession(deps, claims, from, { createsTenants });
    const before = readPortalCookie(settings, request.headers);
    if (before) await endPortalSession(deps, before, from);
    const byPassword = await passwordSession(auth, request.headers);
    const signedOut = await auth.api.signOut({ headers: request.headers, asResponse: true });
    if (byPassword) await recordSignOut(deps, byPassword, from);
    const answer = isForm
      ? new Response(null, { status: 303, headers: { location: AFTERWARDS } })
      : Response.json({ next: AFTERWARDS });
    for (const cookie of signedOut.headers.getSetCookie()) answer.headers.append("set-cookie", cookie);
    answer.headers.append("set-cookie", portalCookie(settings, session.token, session.expiresAt));
    return answer;
  };

  /** Ignores cookies: the token authorizes the call. */
  const endSessions = async (request: Request, { token }: Sent): Promise<Response> => {
    const claims = await verifyPortalToken(settings, token, endSessionsClaims, deps.clock());
    return Response.json(await endPortalSessions(deps, claims, requestOrigin(request.headers)));
  };

  const answering =
    (handle: (request: Request, sent: Sent) => Promise<Response>, check: (headers: Headers) => void = () => {}) =>
    async (request: Request): Promise<Response> => {
      const caller: Guess = { what: "portal", of: request.headers.get(CLIENT_ADDRESS_HEADER) ?? "" };
      try {
        check(request.headers);
        const locked = await limits.ask(caller);
        if (locked) return tooMany("links from here did not work", locked.retryAfterSeconds);
        const answer = await readToken(request)
          .then((sent) => handle(request, sent))
          .catch(async (error: unknown) => {
            // A suspended tenant is no guess at a token.
            if (error instanceof DomainError && error.code !== "forbidden") await limits.begin(caller);
            throw error;
          });
        answer.headers.set("cache-control", "no-store");
        return answer;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal?.isOutage) writeLine(deps.log, "database unavailable", { handler: "portal", err: error });
        if (refusal) return refuse(refusal.status, refusal.message, refusal.headers, wordsOf(refusal));
        writeLine(deps.log, "request failed", { handler: "portal", procedure: null, err: error });
        return refuse(500, "Something went wrong on our side. Open the page from your booking system again.");
      }
    };

  return {
    openSession: answering(openSession, (headers) => checkSender(settings, headers)),
    endSessions: answering(endSessions),
  };
};

/** A person can do the same about every link that opens nothing; the message tells the platform's developer why. */
const wordsOf = ({ code, status }: Refusal): { code: SignInRefusal } | undefined => {
  if (code === "tenant_suspended") return { code };
  return status === 401 || status === 403 || status === 422 ? { code: "link_refused" } : undefined;
};

const readToken = async (request: Request): Promise<Sent> => {
  if (new URL(request.url).search)
    throw new DomainError(
      "invalid",
      "Send the token in the body of a POST, never in the address: addresses are logged.",
    );
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const text = await readBody(request, BODY_BYTES_MAX);
  const isForm = type === "application/x-www-form-urlencoded";
  const body = isForm
    ? Object.fromEntries(new URLSearchParams(text))
    : type === "application/json"
      ? parseJson(text)
      : null;
  const parsed = z.object({ token: z.string().min(1) }).safeParse(body);
  if (!parsed.success)
    throw new DomainError("invalid", 'Send a form with the field token, or {"token":"…"} as application/json.');
  return { token: parsed.data.token, isForm };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Allows a way back to the platform's own pages only: the dashboard shows it as a link of the platform. */
const checkWayBack = ({ PORTAL_ORIGINS }: Parts["settings"], returnUrl: string | undefined): void => {
  if (returnUrl === undefined || PORTAL_ORIGINS.includes(new URL(returnUrl).origin)) return;
  throw new DomainError(
    "unauthorized",
    "This link does not open the dashboard: the origin of brand.returnUrl is not in PORTAL_ORIGINS.",
  );
};

/** Prevents login CSRF: another page could sign its visitor in to another account. */
const checkSender = ({ BASE_URL, PORTAL_ORIGINS }: Parts["settings"], headers: Headers): void => {
  if (isSentBy(headers, [...originsOf(BASE_URL), ...PORTAL_ORIGINS])) return;
  throw new DomainError(
    "forbidden",
    "This page may not sign people in. Add its origin to PORTAL_ORIGINS, and let the page send its Origin header.",
  );
};

// Lazy: a build has no settings.
let handler: ReturnType<typeof createPortalHandler> | undefined;

export const portalHandler = (): ReturnType<typeof createPortalHandler> => {
  handler ??= createPortalHandler({ auth: auth(), limits: ownSignInLimits(), deps: deps(), settings: env() });
  return handler;
};
