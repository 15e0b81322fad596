/**
 * Probe per row of a table of bounds, by the row's first cell. Each one exceeds the bound and expects the answer in the
 * row.
 */
export type Probes = Readonly<Record<string, () => Promise<void>>>;
