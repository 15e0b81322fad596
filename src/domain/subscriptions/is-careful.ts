/** SQL: whether deliveries of the webhook `s` pass one at a time through its gate: paused, limited, or draining a backlog. */
export const isGated = (s: string): string => `(${s}.probes IS NOT NULL OR ${s}.rate_limit_per_second IS NOT NULL
  OR coalesce(${s}.draining_until > now(), false))`;

/** SQL, of a webhook's row: it failed lately or is limited in some way, so that its deliveries need a claim of their own. */
export const IS_CAREFUL = `(consecutive_failures > 0 OR probes IS NOT NULL OR rate_limit_per_second IS NOT NULL
  OR coalesce(draining_until > now(), false))`;
