/** SQL: whether a person asked for the next attempt of delivery `d`. A recovery's resend is not manual. */
export const isManualSql = (d: string): string =>
  `(${d}.next_trigger = 'manual' AND NOT starts_with(coalesce(${d}.requested_by, ''), 'rec_'))`;
