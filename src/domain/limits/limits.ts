import { DomainError } from "#domain/errors.ts";
import type { AdmitBody } from "#domain/limits/body-place.ts";

/** Limits of a tenant, for all of its keys and people together. */
export const LIMITS = {
  reads: { max: 3_000, seconds: 60, what: "requests" },
  writes: { max: 600, seconds: 60, what: "changes" },
  tests: { max: 60, seconds: 60, what: "tests" },
  reveals: { max: 20, seconds: 60, what: "looks at a secret" },
  recover: { max: 10, seconds: 60, what: "recoveries" },
  erase: { max: 10, seconds: 60, what: "erasures" },
  events: { max: 2_000, seconds: 2, what: "events" },
} as const;

export type LimitName = keyof typeof LIMITS;

/** Bytes of a tenant's events: 5 MiB a second, 20 MiB at once. */
export const ACCEPTED_BYTES = { max: 20 * 1024 * 1024, seconds: 4 } as const;

/** Wrong keys from one address. */
export const WRONG_KEYS = { max: 20, seconds: 60 } as const;

/** Rest of a limit, and seconds until the limit is whole again. */
export type Budget = { limit: number; remaining: number; resetSeconds: number };

export type Limits = {
  /** Counts one call of the tenant. Throws `RateLimited`, and counts nothing, when the limit is used up. */
  take: (name: Exclude<LimitName, "events">, tenantId: string) => Promise<Budget>;
  /**
   * Counts the events of one request for each of its tenants. Throws `RateLimited`, and counts nothing, when one tenant has too
   * few left. Three quarters of the limit pass at once, the rest after up to half a second. Returns the smallest budget.
   */
  takeEvents: (countByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  /** Reserves memory for a large body before it is read. */
  admitBody: AdmitBody;
  /**
   * Counts the bytes of one request's events for each of its tenants. Throws `RateLimited` with the tenant that sent too many,
   * and then counts nothing. Each process counts for itself.
   */
  takeBytes: (bytesByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  /**
   * Takes a lock of the tenant, over all processes. Throws `RateLimited` while another call holds it. The returned function
   * releases it; a dead process holds it for `secondsMax` at most.
   */
  takeTurn: (turn: { name: "erase"; tenantId: string; secondsMax: number }) => Promise<() => Promise<void>>;
  /**
   * Counts a wrong key, over all processes. Throws `RateLimited` when the address had too many.
   * @param address as `clientKeyOf` gives it
   */
  noteWrongKey: (address: string) => Promise<void>;
};

/** Refuses a call that may come again after `budget.resetSeconds`. */
export class RateLimited extends DomainError {
  readonly budget: Budget;

  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof DomainError && "budget" in error;
  }

  /** @param why ends without a full stop; when to try again is added */
  constructor(why: string, budget: Budget) {
    const seconds = budget.resetSeconds;
    super("rate_limited", `${why}. Try again in ${seconds === 1 ? "a second" : `${seconds} seconds`}.`);
    this.budget = budget;
  }
}
