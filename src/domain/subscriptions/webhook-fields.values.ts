/** Highest rate limit of a webhook, in requests a second. */
export const RATE_LIMIT_MAX = 1_000;
