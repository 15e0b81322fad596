import type { DomainError } from "#domain/errors.ts";
import { UnsupportedCoding } from "#domain/json/refuse-other-media.ts";
import { type Budget, RateLimited } from "#domain/limits/limits.ts";

/** As draft-ietf-httpapi-ratelimit-headers had them when the names were three: what most clients read. */
export const rateLimitHeaders = ({ limit, remaining, resetSeconds }: Budget): Record<string, string> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetSeconds),
});

/** What a refusal says in headers: how long to wait, when that is known, or which codings are taken. */
export const refusalHeaders = (error: DomainError): Record<string, string> =>
  error instanceof RateLimited
    ? { "Retry-After": String(error.budget.resetSeconds), ...rateLimitHeaders(error.budget) }
    : error instanceof UnsupportedCoding
      ? { "Accept-Encoding": "identity" }
      : {};
