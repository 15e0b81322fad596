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

/** Reasons of a status, besides the error code of the last attempt. */
export const DELIVERY_REASONS = [
  "gone",
  "receiver_request",
  "aborted_by_receiver",
  "payload_expired",
  "erased",
  "canceled_by_user",
  "webhook_inactive",
  "webhook_disabled",
  "webhook_deleted",
  "paused_by_operator",
] as const;
