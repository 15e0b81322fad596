/** Refusals that people meet in the dashboard, which words them in their language. REST shows the English message. */
export const ERROR_REASONS = [
  "not_found",
  "rate_limited",
  "database_away",
  "our_fault",
  "webhook_deleted",
  "webhook_off",
  "webhook_not_paused",
  "sending_paused",
  "tenant_suspended",
  "payload_erased",
  "payload_expired",
  "payload_unreadable",
  "resent_too_often",
  "attempt_running",
  "recovery_running",
  "range_too_large",
  "range_in_future",
  "range_empty",
  "no_status",
  "too_many_webhooks",
  "url_taken",
  "version_too_old",
  "sign_in_too_old",
  "not_scheduled",
  "header_twice",
  "too_many_headers",
  "last_admin",
  "no_admin_anymore",
  "too_many_invites",
  "no_email_address",
  "url_unparseable",
  "url_own_host",
  "url_scheme",
  "url_port",
  "url_empty",
  "url_too_long",
  "url_whitespace_or_control",
  "url_non_ascii",
  "url_backslash",
  "url_fragment",
  "url_not_absolute",
  "url_no_host",
  "url_credentials",
  "url_percent_in_host",
  "url_ip_literal",
  "url_host_too_long",
  "url_trailing_dot",
  "url_special_use_name",
  "url_not_fqdn",
  "url_bad_label",
  "url_bad_tld",
] as const;

export type ErrorReason = (typeof ERROR_REASONS)[number];

/** Arguments of the dashboard's text. */
export type ReasonValues = Record<string, string | number>;

const known = new Set<string>(ERROR_REASONS);

export const isErrorReason = (name: string): name is ErrorReason => known.has(name);
