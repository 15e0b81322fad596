import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getSession } from "#server/auth/auth.ts";
import { PAGE_PATH_HEADER } from "#server/page-headers/page-headers.ts";

/** The request's session, read once for all parts of a page. */
export const currentSession = cache(async () => getSession(await headers()));

/** The signed-in person. Without one, leads to the sign-in page, and from there back to this page. */
export const requireSession = async () => {
  const session = await currentSession();
  if (session) return session;
  const asked = (await headers()).get(PAGE_PATH_HEADER) ?? "/webhooks";
  redirect(`/sign-in?next=${encodeURIComponent(asked)}`);
};
