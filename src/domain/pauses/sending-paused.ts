/** Reason of deliveries that wait for the end of a pause. */
export const PAUSED_BY_OPERATOR = "paused_by_operator";

/** SQL, for the engine's role: nothing may be sent to webhook `s` now. Costs one look at an empty table while there is no pause. */
export const isSendingPaused = (s: string): string =>
  `CASE WHEN EXISTS (SELECT FROM sending_pause) THEN sending_paused(${s}.tenant_id, ${s}.id, ${s}.url) ELSE false END`;
