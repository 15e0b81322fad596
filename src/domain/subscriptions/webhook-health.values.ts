/** Counts of waiting deliveries end here. */
export const WAITING_COUNT_MAX = 10_000;

/** Days that the history of a webhook's health goes back. */
export const HEALTH_HISTORY_DAYS = 30;
