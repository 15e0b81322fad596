/** Milliseconds of the machine's monotonic clock, which all processes share: times compare across processes. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
