/** One probe a row of a table of bounds, by the row's first cell: goes over the bound, and expects the answer that the row promises. */
export type Probes = Readonly<Record<string, () => Promise<void>>>;
