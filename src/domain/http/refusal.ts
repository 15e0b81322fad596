import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { ERROR_REASONS } from "#domain/error-reasons.values.ts";
import { DomainError, type DomainErrorCode, type FieldError } from "#domain/errors.ts";
import { UnsupportedCoding } from "#domain/json/refuse-other-media.ts";
import { RateLimited } from "#domain/limits/limits.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";

export const STATUS_OF = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  timed_out: 408,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  invalid: 422,
  rate_limited: 429,
  busy: 503,
} as const satisfies Record<DomainErrorCode, number>;

export type RefusalStatus = (typeof STATUS_OF)[DomainErrorCode];

/** Default wait where the refusal names none. */
const RETRY_AFTER_SECONDS = 2;

const DATABASE_UNAVAILABLE =
  "The database cannot be reached right now, so your request may not be done. Try again in a moment.";

/** Names a refusal for programs. New ones may come. */
export const PROBLEM_CODES = [...(Object.keys(STATUS_OF) as DomainErrorCode[]), ...ERROR_REASONS] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type Refusal = {
  status: RefusalStatus;
  code: ProblemCode;
  message: string;
  errors: FieldError[];
  headers: Record<string, string>;
  /** Marks a database outage, which is logged. */
  isOutage: boolean;
};

/** Maps an error to its refusal; null for a fault of this system, which answers 500 without details. */
export const refusalOf = (error: unknown): Refusal | null => {
  if (error instanceof DomainError) {
    const status = STATUS_OF[error.code];
    return {
      status,
      code: error.reason ?? error.code,
      message: error.message,
      errors: error.errors,
      headers: { ...statusHeaders(status), ...ownHeaders(error) },
      isOutage: false,
    };
  }
  if (!isDatabaseUnavailable(error)) return null;
  return {
    status: 503,
    code: "database_away",
    message: DATABASE_UNAVAILABLE,
    errors: [],
    headers: statusHeaders(503),
    isOutage: true,
  };
};

const statusHeaders = (status: RefusalStatus): Record<string, string> => {
  switch (status) {
    // Closes the connection, because the rest of the body is not read.
    case 408:
      return { Connection: "close" };
    case 429:
    case 503:
      return { "Retry-After": String(RETRY_AFTER_SECONDS) };
    default:
      return {};
  }
};

const ownHeaders = (error: DomainError): Record<string, string> => {
  if (error instanceof RateLimited)
    return { "Retry-After": String(error.budget.resetSeconds), ...rateLimitHeaders(error.budget) };
  return error instanceof UnsupportedCoding ? { "Accept-Encoding": error.taken } : {};
};
