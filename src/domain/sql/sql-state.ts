/** SQLSTATE of a unique key that is taken. */
export const UNIQUE_VIOLATION = "23505";

/** SQLSTATE of the database function `refuse_other_event`. */
export const OTHER_EVENT = "BH001";

/** Tells whether PostgreSQL refused a statement for this reason (its manual, appendix A). */
export const hasSqlState = (error: unknown, state: string): boolean =>
  error instanceof Error && "code" in error && error.code === state;
