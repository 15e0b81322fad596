import { ownPathOf } from "#app/own-path.ts";
import type { Logger } from "#domain/context.ts";
import { env } from "#env.ts";
import { isOwnOrigin, originsOf } from "#server/auth/auth.ts";
import { authHandler } from "#server/auth/auth-handler.ts";
import { noteOtherOrigin, otherOriginText } from "#server/auth/other-origins.ts";
import { isSentToHostOf } from "#server/auth/same-origin.ts";
import { readDemoSalon } from "#server/demo/read-demo-salon.ts";
import { createLogger } from "#server/logging/logger.ts";

let log: Logger | undefined;

/** Signs in to a demo salon, on loopback only. The password stays on the server. */
export const POST = async (request: Request): Promise<Response> => {
  const { offersDemoSignIn, DATA_DIR, BASE_URL, LOG_LEVEL } = env();
  if (!offersDemoSignIn) return new Response("Not found", { status: 404 });
  if (!isSentToHostOf(request.headers, originsOf(BASE_URL))) {
    log ??= createLogger(LOG_LEVEL, "demo");
    noteOtherOrigin({ log, baseUrl: BASE_URL }, request.headers);
    return otherAddress(BASE_URL);
  }
  if (!isOwnOrigin(request.headers)) return new Response("This did not come from the sign-in page.", { status: 403 });

  const salon = await readDemoSalon(DATA_DIR);
  if (!salon) return redirectTo("/sign-in?problem=demo");

  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  const answer = await authHandler()(
    new Request(new URL("/api/auth/sign-in/email", request.url), {
      method: "POST",
      headers,
      body: JSON.stringify({ email: salon.email, password: salon.password }),
    }),
  );
  if (!answer.ok) return redirectTo("/sign-in?problem=demo");
  return redirectTo(ownPathOf(new URL(request.url).searchParams.get("next")), answer.headers.getSetCookie());
};

/** Returns to the sign-in page, which links to the right address. */
const otherAddress = (baseUrl: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta http-equiv="refresh" content="0;url=/sign-in?problem=address"><title>Bellhop</title>
     <p>${otherOriginText(baseUrl)} <a href="${new URL(baseUrl).origin}/sign-in">Sign in</a></p></html>`,
    { status: 403, headers: { "content-type": "text/html; charset=utf-8" } },
  );

/** Relative URL: keeps the host name that the browser uses. */
const redirectTo = (path: string, cookies: string[] = []): Response => {
  const headers = new Headers({ location: path });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
};
