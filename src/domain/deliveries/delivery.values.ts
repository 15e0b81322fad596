export const DELIVERY_STATUSES = ["pending", "retrying", "delivered", "failed", "canceled"] as const;

export const ATTEMPT_ERROR_CODES = [
  "dns_error",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "timeout",
  "tls_error",
  "blocked_address",
  "redirect_not_followed",
  "http_status",
  "invalid_response",
  "interrupted",
] as const;

/** Limit per delivery, without resends of a recovery. */
export const MANUAL_ATTEMPTS_MAX = 100;
