/** SQL, of a webhook's row: it failed lately or is limited in some way, so that its deliveries need a claim and a run of their own. */
export const IS_CAREFUL = `(consecutive_failures > 0 OR probes IS NOT NULL OR rate_limit_per_second IS NOT NULL
  OR coalesce(draining_until > now(), false))`;
