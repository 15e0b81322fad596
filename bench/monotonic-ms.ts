/** Milliseconds of the machine's monotonic clock, which all of its processes share: fit for times across processes. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
