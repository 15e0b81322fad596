import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getSession } from "#server/auth.ts";

/** The session of this request; read once however many parts of a page ask. */
export const currentSession = cache(async () => getSession(await headers()));

/** Who is signed in. Sends everybody else to the sign-in page, and from there back to `path`. */
export const requireSession = async (path: string) => {
  const session = await currentSession();
  if (!session) redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  return session;
};
