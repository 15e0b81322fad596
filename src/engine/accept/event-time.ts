/** Whether PostgreSQL, ISO 8601 and whoever reads a body write that instant in the same way: in UTC its year has four digits. */
export const isEventTime = (instant: Date): boolean => {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9_999;
};
