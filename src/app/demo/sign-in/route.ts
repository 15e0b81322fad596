import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Logger } from "#domain/context.ts";
import { env } from "#env.ts";
import { isOwnOrigin, originsOf } from "#server/auth/auth.ts";
import { authHandler } from "#server/auth/auth-handler.ts";
import { noteOtherOrigin, otherOriginText } from "#server/auth/other-origins.ts";
import { isSentToHostOf } from "#server/auth/same-origin.ts";
import { createLogger } from "#server/logging/logger.ts";

const demoFile = z.object({ tenants: z.array(z.object({ id: z.string(), email: z.string(), password: z.string() })) });

let log: Logger | undefined;

/** Signs in to a demo salon, on this machine only. Its password stays on the server. */
export const POST = async (request: Request): Promise<Response> => {
  const { offersDemoSignIn, DATA_DIR, BASE_URL, LOG_LEVEL } = env();
  if (!offersDemoSignIn) return new Response("Not found", { status: 404 });
  if (!isSentToHostOf(request.headers, originsOf(BASE_URL))) {
    log ??= createLogger(LOG_LEVEL, "demo");
    noteOtherOrigin({ log, baseUrl: BASE_URL }, request.headers);
    return otherAddress(BASE_URL);
  }
  if (!isOwnOrigin(request.headers)) return new Response("This did not come from the sign-in page.", { status: 403 });

  const salon = await readSalon(join(DATA_DIR, "demo.json"));
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
  return redirectTo("/webhooks", answer.headers.getSetCookie());
};

/** The file's first salon; null without one. */
const readSalon = async (file: string) => {
  try {
    return demoFile.parse(JSON.parse(await readFile(file, "utf8"))).tenants[0] ?? null;
  } catch {
    return null;
  }
};

/** Returns to the sign-in page, which leads to the right address. */
const otherAddress = (baseUrl: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta http-equiv="refresh" content="0;url=/sign-in?problem=address"><title>Bellhop</title>
     <p>${otherOriginText(baseUrl)} <a href="${new URL(baseUrl).origin}/sign-in">Sign in</a></p></html>`,
    { status: 403, headers: { "content-type": "text/html; charset=utf-8" } },
  );

/** A relative address keeps the browser's spelling of this machine. */
const redirectTo = (path: string, cookies: string[] = []): Response => {
  const headers = new Headers({ location: path });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
};
