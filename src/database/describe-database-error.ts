import { DatabaseClient } from "#database/database-client.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";

export type DatabaseAddress = { variable: string; url: string };

/** Tells whether a retry with the same settings may succeed. */
export const isNotThereYet = (error: Error): boolean =>
  isDatabaseUnavailable(error) || error.message === "timeout expired";

/**
 * Explains a failed connection in one line, with the setting and never a password. SQLSTATEs: PostgreSQL's
 * appendix A.
 */
export const describeDatabaseError = (error: Error, { variable, url }: DatabaseAddress): string => {
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_INVALID_URL")
    return `${variable}: this is not an address. Percent-encode characters such as # / ? in its password.`;
  const { user, database, host, port } = new DatabaseClient({ connectionString: url });
  const server = `${host}:${port}`;
  if (isNotThereYet(error)) return `${variable}: no database answers at ${server} (${code || error.message})`;
  return `${variable}: ${explain({ code, message: error.message, server, user, database })}`;
};

type Failure = { code: string; message: string; server: string; user?: string; database?: string };

const explain = ({ code, message, server, user, database }: Failure): string => {
  if (code === "28P01") return `${server} refuses the password of the role ${user}, or has no such role.`;
  if (code === "28000" && message.includes("no encryption"))
    return `${server} lets the role ${user} in with TLS only, or not from here: add sslmode=verify-full to the address, or an entry to its pg_hba.conf.`;
  if (code === "28000") return `${server} does not let the role ${user} sign in: ${message}.`;
  if (code === "3D000") return `${server} has no database ${database}: create it as docs/operating/database.md says.`;
  if (code === "42501")
    return `the role ${user} may not connect to the database ${database}: GRANT CONNECT ON DATABASE ${database} TO ${user};`;
  if (message.includes("does not support SSL"))
    return `${server} offers no TLS: turn it on there, or take sslmode out of the address.`;
  if (message.includes("client password must be a string"))
    return `${server} asks for a password, and the address has none.`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(code))
    return `the TLS certificate of ${server} is not trusted (${code}): add sslrootcert=FILE with its CA to the address, or use the name it is issued for.`;
  return message;
};
