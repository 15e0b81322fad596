import { DomainError } from "#domain/errors.ts";
import type { AdmitBody } from "#domain/limits/body-place.ts";

export const LIMITS = {
  reads: { max: 3_000, seconds: 60, what: "requests" },
  writes: { max: 600, seconds: 60, what: "changes" },
  tests: { max: 60, seconds: 60, what: "tests" },
  reveals: { max: 20, seconds: 60, what: "looks at a secret" },
  recover: { max: 10, seconds: 60, what: "recoveries" },
  invites: { max: 20, seconds: 3_600, what: "invitations" },
  erase: { max: 10, seconds: 60, what: "erasures" },
  exports: { max: 30, seconds: 60, what: "exports" },
  sandbox: { max: 60, seconds: 60, what: "sandbox events" },
  events: { max: 2_000, seconds: 2, what: "events" },
} as const;

export type LimitName = keyof typeof LIMITS;

/** Allows 5 MiB a second and bursts of 20 MiB. */
export const ACCEPTED_BYTES = { max: 20 * 1024 * 1024, seconds: 4 } as const;

/** Limit per address. */
export const WRONG_KEYS = { max: 20, seconds: 60 } as const;

/** `resetSeconds`: until the whole limit is free. */
export type Budget = { limit: number; remaining: number; resetSeconds: number };

export type Limits = {
  take: (name: Exclude<LimitName, "events">, tenantId: string) => Promise<Budget>;
  /**
   * Throws `RateLimited` without counting if one tenant is over its limit. Delays calls above three quarters of the limit by up to
   * 0.5 s. Returns the smallest budget.
   */
  takeEvents: (countByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  admitBody: AdmitBody;
  /** Counts in this process only. */
  takeBytes: (bytesByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  /** Locks across processes. A crash keeps the lock for `secondsMax`. */
  takeTurn: (turn: { name: "erase"; tenantId: string; secondsMax: number }) => Promise<() => Promise<void>>;
  /** @param address from `clientKeyOf` */
  noteWrongKey: (address: string) => Promise<void>;
};

export class RateLimited extends DomainError {
  readonly budget: Budget;

  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof DomainError && "budget" in error;
  }

  /** @param why without a full stop */
  constructor(why: string, budget: Budget) {
    const seconds = budget.resetSeconds;
    super("rate_limited", `${why}. Try again in ${seconds === 1 ? "a second" : `${seconds} seconds`}.`);
    this.budget = budget;
  }
}
