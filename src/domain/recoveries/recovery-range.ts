import type { ErrorReason } from "#domain/error-reasons.values.ts";
import { DomainError } from "#domain/errors.ts";
import { instantOf } from "#domain/instant.schema.ts";
import type { RecoverInput } from "#domain/recoveries/recovery.schema.ts";

export type RecoveryRange = { since: Date; until: Date; statuses: string[]; includeMissing: boolean };

/**
 * Ends the range now at the latest, which excludes deliveries of the recovery itself. Throws `invalid` for an empty
 * range.
 */
export const toRecoveryRange = ({ since, until, status, includeMissing }: RecoverInput, now: Date): RecoveryRange => {
  const from = instantOf(since);
  const end = until == null ? now : instantOf(until);
  const to = end < now ? end : now;
  if (from >= now) throw invalid("since", "must be in the past", "range_in_future");
  if (from >= to) throw invalid("until", "must be later than since", "range_empty");
  if (status.length === 0 && !includeMissing)
    throw invalid("status", "name at least one, or set includeMissing", "no_status");
  return { since: notBefore(0, from), until: notBefore(1, to), statuses: [...new Set(status)], includeMissing };
};

/** Ids hold milliseconds since 1970. A range that ends before them is valid, and holds nothing. */
const notBefore = (ms: number, at: Date): Date => new Date(Math.max(ms, at.getTime()));

const invalid = (path: string, message: string, reason: ErrorReason) =>
  new DomainError("invalid", `Nothing can be recovered: ${path} ${message}.`, [{ path, message, reason }], { reason });
