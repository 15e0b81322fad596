import type { Budget } from "#domain/limits/limits.ts";

/** Three headers, as early drafts of draft-ietf-httpapi-ratelimit-headers had them: most clients read these. */
export const rateLimitHeaders = ({ limit, remaining, resetSeconds }: Budget): Record<string, string> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetSeconds),
});
