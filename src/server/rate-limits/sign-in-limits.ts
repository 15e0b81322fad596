import { createHash } from "node:crypto";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Sql } from "#domain/context.ts";
import { addressGroup } from "#domain/limits/address-group.ts";

const WINDOW_SECONDS = 15 * 60;
const FAILURES_MAX = { password: 5, code: 5, address: 30, portal: 30 } as const;

/**
 * Names what a person guesses: the password of an email, the second factor of a user, or anything from one address. Hand-offs
 * count addresses apart: a platform whose clock is wrong must not stop people from signing in by password.
 */
export type Guess = { what: keyof typeof FAILURES_MAX; of: string };

/**
 * Counts failures in PostgreSQL, for all processes and over restarts. An attempt counts when it begins and is given back when it
 * was right, so that parallel attempts cannot pass the limit.
 */
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
  };

  return {
    /** Reads the limit without counting an attempt: null, or the seconds until the next attempt. For input that cannot be guessed. */
    ask: async ({ what, of }: Guess): Promise<{ retryAfterSeconds: number } | null> => {
      const found = await limiters[what].get(keyOf({ what, of }));
      return found && found.consumedPoints >= FAILURES_MAX[what] ? { retryAfterSeconds: secondsOf(found) } : null;
    },
    /** Counts one attempt. Answers null, or the seconds until the next attempt. */
    begin: async ({ what, of }: Guess): Promise<{ retryAfterSeconds: number } | null> => {
      try {
        await limiters[what].consume(keyOf({ what, of }));
        return null;
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return { retryAfterSeconds: secondsOf(error) };
      }
    },
    /** Notes a right answer. An account starts anew; an address gets back one attempt, or a right sign-in would hide its guesses. */
    succeed: async ({ what, of }: Guess): Promise<void> => {
      const key = keyOf({ what, of });
      if (what === "address") await limiters.address.reward(key);
      else await limiters[what].delete(key);
    },
  };
};

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));

export type SignInLimits = ReturnType<typeof createSignInLimits>;

/** Hashes emails: strangers may type anything of any length, and it is not kept. */
const keyOf = ({ what, of }: Guess): string =>
  what === "address" || what === "portal"
    ? addressGroup(of)
    : createHash("sha256").update(of.toLowerCase()).digest("base64url");

/** Names the guess of a password, by the typed email or by the signed-in user. */
export const passwordOf = ({ email, userId }: { email?: string; userId?: string }): Guess => ({
  what: "password",
  of: userId === undefined ? `email:${email}` : `user:${userId}`,
});

/** Forgets the failures of an account after the operator has set a new password: others may have guessed before. */
export const forgetFailures = async (
  limits: SignInLimits,
  { email, userId }: { email: string; userId: string },
): Promise<void> => {
  for (const guess of [passwordOf({ email }), passwordOf({ userId }), { what: "code", of: userId } as const])
    await limits.succeed(guess);
};
