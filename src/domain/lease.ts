/** Time that a lease leaves after the attempt's timeout, to write down the attempt's result. */
export const LEASE_SPARE_MS = 20_000;
