import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { spendOnce } from "#domain/sessions/spend-once.ts";

/** Longer than any clock is allowed to be wrong: a token is forgotten after it stopped being accepted, never before. */
const KEPT_LONGER_MS = 60_000;

/** Uses a token of the platform up. `unauthorized` the second time, in whatever process, and for whatever purpose. */
export const spendPortalToken = async (
  deps: Pick<Deps, "sql" | "clock">,
  { jti, exp }: { jti: string; exp: number },
): Promise<void> => {
  const expiresAt = new Date(exp * 1_000 + KEPT_LONGER_MS);
  if (await spendOnce(deps, { id: `portal:${jti}`, expiresAt })) return;
  throw new DomainError(
    "unauthorized",
    "This link was used already. Open the webhooks page from your booking system again.",
  );
};
