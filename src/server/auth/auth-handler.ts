import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Deps } from "#domain/context.ts";
import { refusalOf } from "#domain/http/refusal.ts";
import { writeLine } from "#domain/log-lines.ts";
import { endPortalSession } from "#domain/portal/end-portal-sessions.ts";
import { readBody } from "#domain/read-body.ts";
import { consumeNonce } from "#domain/sessions/consume-nonce.ts";
import { isOthersPage } from "#domain/sessions/person-mark.ts";
import { OTHER_PERSON, OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { type Env, env } from "#env.ts";
import { type Auth, auth, originsOf, passwordSession } from "#server/auth/auth.ts";
import { beginAuthAudit } from "#server/auth/auth-audit.ts";
import { noteOtherOrigin, otherOriginText } from "#server/auth/other-origins.ts";
import { ownSignInLimits } from "#server/auth/own-sign-in-limits.ts";
import { noPortalCookie, readCookie, readPortalCookie } from "#server/auth/portal-cookie.ts";
import { refuse, tooMany } from "#server/auth/refuse.ts";
import { isSentBy } from "#server/auth/same-origin.ts";
import { deps } from "#server/deps.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import { type Guess, passwordOf, type SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

type Reachable = {
  /** Allows calls without a password session. */
  isForStrangers: boolean;
  /** Selects the failure counter. */
  guess: "password" | "code" | "own password" | null;
  /** Allowlist of body fields; other better-auth options stay closed. */
  fields: readonly string[];
  fixed?: object;
  /** Clears the hand-off session when the call succeeds. */
  changesPerson: boolean;
};

const ownPassword: Reachable = {
  isForStrangers: false,
  guess: "own password",
  fields: ["password"],
  changesPerson: false,
};
const code: Reachable = { isForStrangers: true, guess: "code", fields: ["code"], changesPerson: true };

const POSTS: Record<string, Reachable> = {
  "/sign-in/email": {
    isForStrangers: true,
    guess: "password",
    fields: ["email", "password"],
    changesPerson: true,
  },
  "/two-factor/verify-totp": code,
  "/two-factor/verify-backup-code": code,
  "/change-password": {
    isForStrangers: false,
    guess: "own password",
    fields: ["currentPassword", "newPassword"],
    fixed: { revokeOtherSessions: true },
    changesPerson: false,
  },
  "/two-factor/enable": ownPassword,
  "/two-factor/disable": ownPassword,
  "/two-factor/generate-backup-codes": ownPassword,
  "/sign-out": { isForStrangers: true, guess: null, fields: [], changesPerson: true },
};

const BODY_BYTES_MAX = 8_192;
/** RFC 6238, 5.2: a code is accepted once. Two minutes cover all clocks within the tolerance. */
const CODE_ACCEPTED_MS = 2 * 60_000;

type Parts = {
  auth: Auth;
  limits: SignInLimits;
  deps: Pick<Deps, "db" | "sql" | "clock" | "log">;
  settings: Pick<Env, "BASE_URL" | "PORTAL_ORIGINS">;
};

/**
 * Serves the paths below `/api/auth` that the dashboard calls. Failures count per account and address, also for unknown accounts.
 * Signing in or out also ends a hand-off session. Forms of another person's page are refused (412). The audit log records the result.
 */
export const createAuthHandler =
  ({ auth, limits, deps, settings }: Parts) =>
  async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth/, "");
    const reachable = request.method === "POST" && Object.hasOwn(POSTS, path) ? POSTS[path] : undefined;
    if (!reachable) return refuse(404, "There is nothing here.");
    if (!isSentBy(request.headers, originsOf(settings.BASE_URL))) {
      noteOtherOrigin({ log: deps.log, baseUrl: settings.BASE_URL }, request.headers);
      return refuse(
        403,
        otherOriginText(settings.BASE_URL),
        {},
        { code: "other_address", values: { url: settings.BASE_URL } },
      );
    }
    if (!isJson(request.headers)) return refuse(415, SEND_JSON);

    try {
      const me = await passwordSession(auth, request.headers);
      if (!me && !reachable.isForStrangers) return refuse(401, "You are signed out. Please sign in again.");
      if (isOthersPage(me, request.headers.get(PERSON_MARK_HEADER)))
        return refuse(OTHER_PERSON_STATUS, OTHER_PERSON, {}, { code: "other_person" });
      const user = reachable.guess === "code" && !me ? await challengedUser(auth, deps, request.headers) : null;
      const address: Guess = { what: "address", of: request.headers.get(CLIENT_ADDRESS_HEADER) ?? "" };
      const isFromAddress = reachable.guess === "password" || (reachable.guess === "code" && !me);
      const lockedOut = isFromAddress ? await limits.begin(address) : null;
      if (lockedOut) return tooMany("failures", lockedOut.retryAfterSeconds);
      const body = reachable.fields.length === 0 ? {} : await readObject(request);
      if (!body) return refuse(415, SEND_JSON);
      const guess = guessOf(reachable, body, { me, user });
      const locked = guess ? await limits.begin(guess) : null;
      if (locked) return tooMany("failures", locked.retryAfterSeconds);
      const audit = await beginAuthAudit(deps, {
        path,
        me,
        email: body.email,
        challenged: user,
        headers: request.headers,
      });
      if (user && !(await isNewCode(deps, user, body.code))) {
        audit.refused();
        return refuse(401, "This code was used already. Wait for the next one.");
      }

      const answer = await auth.handler(withBody(request, { ...pick(body, reachable.fields), ...reachable.fixed }));
      if (!answer.ok) {
        if (answer.status === 401) audit.refused();
        return answer;
      }
      if (isFromAddress) await limits.succeed(address);
      if (guess) await limits.succeed(guess);
      await audit.done(answer);
      if (me && reachable.guess === "password") await deps.db.session.deleteMany({ where: { id: me.sessionId } });
      const shown = await withoutToken(answer);
      return reachable.changesPerson ? await withoutHandOff(deps, settings, request.headers, shown) : shown;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) {
        writeLine(deps.log, "request failed", { handler: "auth", procedure: path, err: error });
        return refuse(500, "Something went wrong on our side. Please try again in a moment.");
      }
      if (refusal.isOutage) writeLine(deps.log, "database unavailable", { handler: "auth", err: error });
      return refuse(refusal.status, refusal.message, refusal.headers);
    }
  };

let handler: ReturnType<typeof createAuthHandler> | undefined;

// Lazy: a build has no settings.
export const authHandler = (): ReturnType<typeof createAuthHandler> => {
  handler ??= createAuthHandler({ auth: auth(), limits: ownSignInLimits(), deps: deps(), settings: env() });
  return handler;
};

const SEND_JSON = "Send a JSON object as application/json.";

const isJson = (headers: Headers): boolean =>
  headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json";

const readObject = async (request: Request): Promise<Record<string, unknown> | null> => {
  const text = await readBody(request, BODY_BYTES_MAX);
  try {
    const value: unknown = JSON.parse(text || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};

const withBody = ({ url, method, headers }: Request, body: object): Request => {
  const copied = new Headers(headers);
  copied.delete("content-length");
  return new Request(url, { method, headers: copied, body: JSON.stringify(body) });
};

const pick = (body: Record<string, unknown>, fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, body[field]]));

/** Codes count per user, also with a session. */
const guessOf = (
  { guess }: Reachable,
  body: Record<string, unknown>,
  { me, user }: { me: SignedIn | null; user: string | null },
): Guess | null => {
  const codeOf = me?.userId ?? user;
  switch (guess) {
    case "password":
      return passwordOf({ email: String(body.email) });
    case "code":
      return codeOf ? { what: "code", of: codeOf } : null;
    case "own password":
      return me ? passwordOf({ userId: me.userId }) : null;
    case null:
      return null;
  }
};

/** Finds the user whose password this browser sent in the first step. */
const challengedUser = async (auth: Auth, { db }: Pick<Deps, "db">, headers: Headers): Promise<string | null> => {
  const { name } = (await auth.$context).createAuthCookie("two_factor");
  const signed = readCookie(headers, name) ?? "";
  // better-auth verifies the cookie signature with the code. A forger still needs this random identifier.
  const identifier = /^[\w-]*/.exec(signed)?.[0] ?? "";
  const challenge = identifier ? await db.verification.findFirst({ where: { identifier } }) : null;
  return challenge?.value ?? null;
};

const isNewCode = (deps: Pick<Deps, "sql" | "clock">, user: string, code: unknown): Promise<boolean> =>
  consumeNonce(deps, {
    id: `code:${user}:${String(code).slice(0, 20)}`,
    expiresAt: new Date(deps.clock().getTime() + CODE_ACCEPTED_MS),
  });

/** Removes the session token that better-auth adds to the body: only the HttpOnly cookie may hold it. */
const withoutToken = async (answer: Response): Promise<Response> => {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  const body = JSON.stringify(await answer.json(), (key, value) => (key === "token" ? undefined : value));
  return new Response(body, { status: answer.status, headers });
};

const withoutHandOff = async (
  deps: Pick<Deps, "db" | "clock">,
  settings: Parts["settings"],
  headers: Headers,
  answer: Response,
): Promise<Response> => {
  const token = readPortalCookie(settings, headers);
  if (!token) return answer;
  await endPortalSession(deps, token, requestOrigin(headers));
  const changed = new Response(answer.body, answer);
  changed.headers.append("set-cookie", noPortalCookie(settings));
  return changed;
};
