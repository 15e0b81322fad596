import { createHash } from "node:crypto";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Sql } from "#domain/context.ts";
import { addressGroup } from "#domain/limits/address-group.ts";

const WINDOW_SECONDS = 15 * 60;
const FAILURES_MAX = { password: 5, code: 5, address: 30, portal: 30, invite: 30 } as const;

/** Hand-offs count separately, so that a platform's wrong clock does not block password sign-ins. */
export type Guess = { what: keyof typeof FAILURES_MAX; of: string };

/** Counts in PostgreSQL. An attempt counts at its start and is refunded on success, so parallel attempts cannot pass the limit. */
export const createSignInLimits = (sql: Sql) => {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const rows = await sql(text, values);
      return { rows, rowCount: rows.length };
    },
  };
  const limiter = (what: Guess["what"]) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: "client",
      tableName: "sign_in_limit",
      tableCreated: true,
      keyPrefix: what,
      points: FAILURES_MAX[what],
      duration: WINDOW_SECONDS,
    });
  const limiters = {
    password: limiter("password"),
    code: limiter("code"),
    address: limiter("address"),
    portal: limiter("portal"),
    invite: limiter("invite"),
  };

  return {
    /** Does not count. Use for input that cannot be guessed. */
    ask: async ({ what, of }: Guess): Promise<{ retryAfterSeconds: number } | null> => {
      const found = await limiters[what].get(keyOf({ what, of }));
      return found && found.consumedPoints >= FAILURES_MAX[what] ? { retryAfterSeconds: secondsOf(found) } : null;
    },
    begin: async ({ what, of }: Guess): Promise<{ retryAfterSeconds: number } | null> => {
      try {
        await limiters[what].consume(keyOf({ what, of }));
        return null;
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return { retryAfterSeconds: secondsOf(error) };
      }
    },
    /** Resets an account, but refunds an address one attempt only: one valid sign-in must not hide its guesses. */
    succeed: async ({ what, of }: Guess): Promise<void> => {
      const key = keyOf({ what, of });
      if (what === "address") await limiters.address.reward(key);
      else await limiters[what].delete(key);
    },
  };
};

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));

export type SignInLimits = ReturnType<typeof createSignInLimits>;

/** Hashes emails, because typed text must not be stored. */
const keyOf = ({ what, of }: Guess): string =>
  what === "address" || what === "portal" || what === "invite"
    ? addressGroup(of)
    : createHash("sha256").update(of.toLowerCase()).digest("base64url");

export const passwordOf = ({ email, userId }: { email?: string; userId?: string }): Guess => ({
  what: "password",
  of: userId === undefined ? `email:${email}` : `user:${userId}`,
});

/** Resets an account after the operator sets a new password: earlier failures may come from an attacker. */
export const forgetFailures = async (
  limits: SignInLimits,
  { email, userId }: { email: string; userId: string },
): Promise<void> => {
  for (const guess of [passwordOf({ email }), passwordOf({ userId }), { what: "code", of: userId } as const])
    await limits.succeed(guess);
};
