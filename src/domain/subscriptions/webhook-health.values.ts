/** Counts of waiting deliveries end here. */
export const WAITING_COUNT_MAX = 10_000;
