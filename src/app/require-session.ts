import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getSession } from "#server/auth/auth.ts";
import { PAGE_PATH_HEADER } from "#server/page-headers/page-headers.ts";

/** Reads the session once per request. */
export const currentSession = cache(async () => getSession(await headers()));

/** Redirects to the sign-in page without a session, and from there back to this page. */
export const requireSession = async () => {
  const session = await currentSession();
  if (session) return session;
  const asked = (await headers()).get(PAGE_PATH_HEADER) ?? "/";
  redirect(asked === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(asked)}`);
};
