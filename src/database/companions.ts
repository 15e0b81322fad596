import type { Companion, RoundTrip } from "#database/round-trip.ts";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { SqlOptions } from "#domain/context.ts";

const BEGIN = { name: "early_begin", text: "BEGIN" };
const NO_WAIT = { name: "early_no_wait", text: "SET LOCAL synchronous_commit = off" };
const COMMIT = { name: "early_commit", text: "COMMIT" };
/** Writes a record to the write-ahead log, so that its own commit flushes what stands before it. */
const FLUSH = { name: "early_flush", text: "SELECT WHERE pg_logical_emit_message(true, 'bellhop', '') IS NULL" };
const HOLD = { name: "hold_lock", text: "SELECT WHERE pg_advisory_xact_lock($1::int, $2::int) IS NULL" };
const WAIT = { name: "wait_for_lock", text: "SELECT WHERE pg_advisory_xact_lock_shared($1::int, $2::int) IS NULL" };

const NONE = {};

/**
 * Adds what the options ask for. PostgreSQL runs the statements in order, and each Execute of COMMIT commits: with `isSeenEarly` a second
 * transaction flushes. The statement that waits for a lock sees what its holder committed: each statement has a snapshot of its own.
 */
export const companionsOf = (options: SqlOptions | undefined): Omit<RoundTrip, "statement"> => {
  if (!options) return NONE;
  const { isSeenEarly, holds, waitsFor } = options;
  return {
    before: [
      ...(isSeenEarly ? [BEGIN, NO_WAIT] : []),
      ...(holds === undefined ? [] : [lock(HOLD, holds)]),
      ...(waitsFor === undefined ? [] : [lock(WAIT, waitsFor)]),
    ],
    after: isSeenEarly ? [COMMIT, FLUSH] : [],
  };
};

const lock = (companion: Companion, key: number): Companion => ({
  ...companion,
  values: [String(ADVISORY_LOCKS.handedOver), String(key)],
});
