/** PostgreSQL, ISO 8601 and readers of a body write an instant alike when its year in UTC has four digits. */
export const isEventTime = (instant: Date): boolean => {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9_999;
};
