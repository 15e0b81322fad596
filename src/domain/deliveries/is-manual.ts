/** SQL: a person or key asked for the next attempt. Recoveries are not manual. */
export const isManualSql = (d: string): string =>
  `(${d}.next_trigger = 'manual' AND NOT starts_with(coalesce(${d}.requested_by, ''), 'rec_'))`;
