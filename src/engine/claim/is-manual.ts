/** SQL: whether a person or an API key asked for the next attempt of a delivery `d`. A recovery is not manual: it is no probe. */
export const isManual = (d: string): string =>
  `(${d}.next_trigger = 'manual' AND NOT starts_with(coalesce(${d}.requested_by, ''), 'rec_'))`;
