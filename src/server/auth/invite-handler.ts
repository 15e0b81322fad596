import { z } from "zod";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { refusalOf } from "#domain/http/refusal.ts";
import { writeLine } from "#domain/log-lines.ts";
import { acceptInvite, findInvite, inviteRefused } from "#domain/members/accept-invite.ts";
import { acceptInviteInput, inviteToken } from "#domain/members/member.schema.ts";
import { readBody } from "#domain/read-body.ts";
import { reasonOfIssue } from "#domain/reason-of-issue.ts";
import { type Env, env } from "#env.ts";
import { hashPassword, originsOf } from "#server/auth/auth.ts";
import { authHandler } from "#server/auth/auth-handler.ts";
import { ownSignInLimits } from "#server/auth/own-sign-in-limits.ts";
import { refuse, tooMany } from "#server/auth/refuse.ts";
import { isSentBy } from "#server/auth/same-origin.ts";
import { deps } from "#server/deps.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http-server/client-address.ts";
import type { Guess, SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

const BODY_BYTES_MAX = 8_192;

type Parts = {
  limits: SignInLimits;
  deps: Pick<Deps, "db" | "clock" | "log">;
  settings: Pick<Env, "BASE_URL">;
  /** Signs in by password: limits, audit and cookies are those of the sign-in page. */
  signIn: (request: Request) => Promise<Response>;
};

const lookInput = z.strictObject({ token: inviteToken });

/**
 * Shows and accepts invitations. Takes the token in the body of a POST, never in an address, which logs keep. Every token
 * that opens nothing gets the same answer and counts against its address.
 */
export const createInviteHandler = ({ limits, deps, settings, signIn }: Parts) => {
  const look = async (_: Request, body: unknown): Promise<Response> => {
    const input = lookInput.safeParse(body);
    if (!input.success) throw inviteRefused();
    return Response.json(await findInvite(deps, input.data));
  };

  /** Makes the user, then signs the browser in. If only the sign-in fails, the person signs in with the new password. */
  const accept = async (request: Request, body: unknown): Promise<Response> => {
    const input = acceptInviteInput.safeParse(body);
    if (!input.success) return wrongFields(input.error);
    const { password, ...rest } = input.data;
    // Refuses a token that opens nothing before the slow hash.
    await findInvite(deps, rest);
    const passwordHash = await hashPassword(password);
    const { email } = await acceptInvite(deps, { ...rest, passwordHash }, requestOrigin(request.headers));
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    const url = new URL("/api/auth/sign-in/email", request.url);
    const signedIn = await signIn(
      new Request(url, { method: "POST", headers, body: JSON.stringify({ email, password }) }),
    );
    const answer = Response.json({ next: signedIn.ok ? "/" : "/sign-in" });
    for (const cookie of signedIn.headers.getSetCookie()) answer.headers.append("set-cookie", cookie);
    return answer;
  };

  const answering =
    (handle: (request: Request, body: unknown) => Promise<Response>) =>
    async (request: Request): Promise<Response> => {
      const caller: Guess = { what: "invite", of: request.headers.get(CLIENT_ADDRESS_HEADER) ?? "" };
      try {
        if (!isSentBy(request.headers, originsOf(settings.BASE_URL)))
          throw new DomainError(
            "forbidden",
            "Open the link of the invitation itself, at the address of the dashboard.",
          );
        const locked = await limits.ask(caller);
        if (locked) return tooMany("links from here did not work", locked.retryAfterSeconds);
        const answer = await readJson(request)
          .then((body) => handle(request, body))
          .catch(async (error: unknown) => {
            if (error instanceof DomainError && error.code === "unauthorized") await limits.begin(caller);
            throw error;
          });
        answer.headers.set("cache-control", "no-store");
        return answer;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal?.isOutage) writeLine(deps.log, "database unavailable", { handler: "invite", err: error });
        if (refusal) return refuse(refusal.status, refusal.message, refusal.headers);
        writeLine(deps.log, "request failed", { handler: "invite", procedure: null, err: error });
        return refuse(500, "Something went wrong on our side. Please try again in a moment.");
      }
    };

  return { look: answering(look), accept: answering(accept) };
};

/** Names the fields that a person can change. A token of another shape is a link that does not work. */
const wrongFields = ({ issues }: z.ZodError): Response => {
  const fields = issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
    ...reasonOfIssue(issue),
  }));
  if (fields.some(({ path }) => path !== "name" && path !== "password")) throw inviteRefused();
  return Response.json({ message: fields[0]?.message, fields: fields.slice(0, 2) }, { status: 422 });
};

const readJson = async (request: Request): Promise<unknown> => {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new DomainError("unsupported_media", "Send a JSON object as application/json.");
  const text = await readBody(request, BODY_BYTES_MAX);
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("malformed", "Send a JSON object as application/json.");
  }
};

// Lazy: a build has no settings.
let handler: ReturnType<typeof createInviteHandler> | undefined;

export const inviteHandler = (): ReturnType<typeof createInviteHandler> => {
  handler ??= createInviteHandler({ limits: ownSignInLimits(), deps: deps(), settings: env(), signIn: authHandler() });
  return handler;
};
