/** Doubles from `firstMs` with each failure, up to `mostMs`, times a random 0.5 to 1: clients come back at different times. */
export const backoffMs = (failures: number, { firstMs, mostMs }: { firstMs: number; mostMs: number }): number =>
  Math.ceil(Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + Math.random() / 2));
