import type { Deps } from "#domain/context.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

/** Limits writes of `lastSeenAt` to one in five minutes. */
const SEEN_STEP_MS = 5 * 60_000;

/** Notes that a member uses the dashboard. Colleagues see the instant in the list of members. */
export const noteSeen = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { userId, lastSeenAt }: Pick<SignedIn, "userId" | "lastSeenAt">,
): Promise<void> => {
  const now = clock();
  const stale = new Date(now.getTime() - SEEN_STEP_MS);
  if (lastSeenAt && lastSeenAt > stale) return;
  const isStale = { OR: [{ lastSeenAt: null }, { lastSeenAt: { lte: stale } }] };
  await db.user.updateMany({ where: { id: userId, ...isStale }, data: { lastSeenAt: now } });
};
