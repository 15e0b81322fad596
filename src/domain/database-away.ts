/**
 * Whether an error means that PostgreSQL can't be reached or can't answer now, so that the caller should try again:
 * connection errors of Node and pg, the SQLSTATE classes 08, 53, 57P and 58, and Prisma's connection codes.
 */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EMFILE|ENFILE)/.test(code) ||
    /^(08|53|57P|58|57014|25006|40P01|40001)/.test(code) ||
    /^P(1001|1002|1008|1017|2024|2028|2034|2037)$/.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated|server closed the connection|Can't reach database/i.test(
      error.message,
    ) ||
    ("cause" in error && error.cause !== error && isDatabaseAway(error.cause))
  );
};
