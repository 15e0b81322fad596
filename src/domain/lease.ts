/** Time for writing the result after an attempt's timeout. */
export const LEASE_SPARE_MS = 20_000;
