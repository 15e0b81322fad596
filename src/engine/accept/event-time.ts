/** Years with four digits (UTC) are written alike by PostgreSQL, ISO 8601 and JSON readers. */
export const isEventTime = (instant: Date): boolean => {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9_999;
};
