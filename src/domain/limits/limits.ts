import { DomainError } from "#domain/errors.ts";
import type { AdmitBody } from "#domain/limits/body-place.ts";

/** What a tenant may do in so many seconds, by any of its keys and people together. */
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

/** Bytes of a tenant's events that are accepted: 5 MiB a second, 20 MiB of them at once. */
export const ACCEPTED_BYTES = { max: 20 * 1024 * 1024, seconds: 4 } as const;

/** Wrong keys from one address. */
export const WRONG_KEYS = { max: 20, seconds: 60 } as const;

/** How much of a limit is left, and in how many seconds it is whole again. */
export type Budget = { limit: number; remaining: number; resetSeconds: number };

export type Limits = {
  /** Counts one for the tenant. Throws `RateLimited`, and counts nothing, when the limit is used up. */
  take: (name: Exclude<LimitName, "events">, tenantId: string) => Promise<Budget>;
  /**
   * Counts the events of one request, for each of its tenants. Throws `RateLimited`, and counts nothing for any of them,
   * when one has too few left. The budget is that of the tenant with the least. Of what comes faster than the limit's even
   * pace three quarters are let by at once, the rest after a wait of up to half a second.
   */
  takeEvents: (countByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  /** Shares out memory among large bodies, before they are read. */
  admitBody: AdmitBody;
  /**
   * Counts the bytes of one request's events, for each of its tenants. Throws `RateLimited` naming the tenant that sent too
   * many, and then counts nothing for any of them. Each process counts for itself.
   */
  takeBytes: (bytesByTenant: ReadonlyMap<string, number>) => Promise<Budget>;
  /**
   * Lets a tenant do one thing at a time, over all processes. Throws `RateLimited` while another call holds the turn. The
   * function in the result gives the turn back; a process that dies holds it for at most `secondsMax`.
   */
  takeTurn: (turn: { name: "erase"; tenantId: string; secondsMax: number }) => Promise<() => Promise<void>>;
  /**
   * Counts a wrong key, over all processes. Throws `RateLimited` when the address had too many.
   * @param address as `clientKeyOf` gives it
   */
  noteWrongKey: (address: string) => Promise<void>;
};

/** A refusal for now: the same call is fine once `budget.resetSeconds` are over. */
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
