import type { Budget } from "#domain/limits/limits.ts";

/** Names from early drafts of draft-ietf-httpapi-ratelimit-headers, which most clients read. */
export const rateLimitHeaders = ({ limit, remaining, resetSeconds }: Budget): Record<string, string> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetSeconds),
});
