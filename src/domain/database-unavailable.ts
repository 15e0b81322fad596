/**
 * Covers connection errors of Node, pg and Prisma, and SQLSTATE 08 (connection), 53 (resources), 57P (shutdown), 58,
 * XX (disk), 57014, 55P03, 25006, 40P01, 40001.
 */
export const isDatabaseUnavailable = (error: unknown): boolean => {
  if (typeof error !== "object" || error === null) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    NODE_CODE.test(code) ||
    SQL_STATE.test(code) ||
    PRISMA_CODE.test(code) ||
    ("originalCode" in error && SQL_STATE.test(String(error.originalCode))) ||
    ("kind" in error && DRIVER_KIND.test(String(error.kind))) ||
    ("message" in error && MESSAGE.test(String(error.message))) ||
    causesOf(error).some(isDatabaseUnavailable)
  );
};

const NODE_CODE = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|ENFILE)/;
const SQL_STATE = /^(08|53|57P|58|XX)...?$|^(57014|55P03|25006|40P01|40001)$/;
const PRISMA_CODE = /^P(1001|1002|1008|1017|2024|2028|2034|2037)$/;
const DRIVER_KIND =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionWriteConflict)$/;
const MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|server closed the connection|Can't reach database/i;

/** Prisma keeps the driver's error in `meta`. */
const causesOf = (error: object): unknown[] => {
  const meta = "meta" in error && typeof error.meta === "object" ? error.meta : null;
  const driver = meta && "driverAdapterError" in meta ? meta.driverAdapterError : null;
  const cause = "cause" in error && error.cause !== error ? error.cause : null;
  return [cause, driver];
};
