/** SQL: deliveries of webhook `s` pass the gate one at a time. */
export const isGated = (s: string): string => `(${s}.probes IS NOT NULL OR ${s}.rate_limit_per_second IS NOT NULL
  OR coalesce(${s}.draining_until > now(), false))`;

/** SQL: the webhook is gated or failed lately, so each delivery needs its own claim. */
export const IN_SLOW_LANE = `(consecutive_failures > 0 OR probes IS NOT NULL OR rate_limit_per_second IS NOT NULL
  OR coalesce(draining_until > now(), false))`;
