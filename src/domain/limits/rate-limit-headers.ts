import type { DomainError } from "#domain/errors.ts";
import { UnsupportedCoding } from "#domain/json/refuse-other-media.ts";
import { type Budget, RateLimited } from "#domain/limits/limits.ts";

/** The three headers of early drafts of draft-ietf-httpapi-ratelimit-headers, which most clients read. */
export const rateLimitHeaders = ({ limit, remaining, resetSeconds }: Budget): Record<string, string> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetSeconds),
});

/** Headers of a refusal: the time to wait, or the codings that are taken. */
export const refusalHeaders = (error: DomainError): Record<string, string> =>
  error instanceof RateLimited
    ? { "Retry-After": String(error.budget.resetSeconds), ...rateLimitHeaders(error.budget) }
    : error instanceof UnsupportedCoding
      ? { "Accept-Encoding": "identity" }
      : {};
