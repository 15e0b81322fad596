import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { consumeNonce } from "#domain/sessions/consume-nonce.ts";

/** Exceeds the allowed clock difference: a token must expire before its id is forgotten. */
const KEPT_LONGER_MS = 60_000;

/** `unauthorized` for a second use, across processes and purposes. */
export const consumePortalToken = async (
  deps: Pick<Deps, "sql" | "clock">,
  { jti, exp }: { jti: string; exp: number },
): Promise<void> => {
  const expiresAt = new Date(exp * 1_000 + KEPT_LONGER_MS);
  if (await consumeNonce(deps, { id: `portal:${jti}`, expiresAt })) return;
  throw new DomainError(
    "unauthorized",
    "This link was used already. Open the webhooks page from your booking system again.",
  );
};
