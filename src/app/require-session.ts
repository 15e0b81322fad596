import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getSession } from "#server/auth/auth.ts";
import { PAGE_PATH_HEADER } from "#server/page-headers/page-headers.ts";

/** The session of this request; read once however many parts of a page ask. */
export const currentSession = cache(async () => getSession(await headers()));

/** Who is signed in. Sends everybody else to the sign-in page, and from there back to the page asked for. */
export const requireSession = async () => {
  const session = await currentSession();
  if (session) return session;
  const asked = (await headers()).get(PAGE_PATH_HEADER) ?? "/webhooks";
  redirect(`/sign-in?next=${encodeURIComponent(asked)}`);
};
