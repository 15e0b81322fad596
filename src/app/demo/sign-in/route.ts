import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { env } from "#env.ts";
import { isOwnOrigin, originsOf } from "#server/auth.ts";
import { authDoor } from "#server/auth-door.ts";
import { deps } from "#server/deps.ts";
import { noteOtherOrigin } from "#server/other-origins.ts";
import { isSentToHostOf } from "#server/sender.ts";

const demoFile = z.object({ tenants: z.array(z.object({ id: z.string(), email: z.string(), password: z.string() })) });

/** Signs in to a demo salon, on this machine only. Its password stays on the server. */
export const POST = async (request: Request): Promise<Response> => {
  const { offersDemoSignIn, DATA_DIR, BASE_URL } = env();
  if (!offersDemoSignIn) return new Response("Not found", { status: 404 });
  if (!isSentToHostOf(request.headers, originsOf(BASE_URL))) {
    noteOtherOrigin({ log: deps().log, baseUrl: BASE_URL }, request.headers);
    return redirectTo("/sign-in?problem=address");
  }
  if (!isOwnOrigin(request.headers)) return new Response("This did not come from the sign-in page.", { status: 403 });

  const salon = await readSalon(join(DATA_DIR, "demo.json"));
  if (!salon) return redirectTo("/sign-in?problem=demo");

  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  const answer = await authDoor()(
    new Request(new URL("/api/auth/sign-in/email", request.url), {
      method: "POST",
      headers,
      body: JSON.stringify({ email: salon.email, password: salon.password }),
    }),
  );
  if (!answer.ok) return redirectTo("/sign-in?problem=demo");
  return redirectTo("/webhooks", answer.headers.getSetCookie());
};

/** The first salon of the file; null where the file is gone or holds none. */
const readSalon = async (file: string) => {
  try {
    return demoFile.parse(JSON.parse(await readFile(file, "utf8"))).tenants[0] ?? null;
  } catch {
    return null;
  }
};

/** A relative address: the browser stays on the spelling of this machine that it came by. */
const redirectTo = (path: string, cookies: string[] = []): Response => {
  const headers = new Headers({ location: path });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
};
