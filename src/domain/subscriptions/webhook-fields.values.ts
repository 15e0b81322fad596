/** Highest rate limit of a webhook, in requests a second. */
export const RATE_LIMIT_MAX = 1_000;

/** Completes "changed … of the webhook". */
export const WEBHOOK_FIELD_LABELS = {
  description: "the name",
  rateLimitPerSecond: "the rate limit",
  ordered: "the order of events",
  apiVersion: "the API version",
  redact: "the hidden fields",
} as const;
