import { TLSSocket } from "node:tls";
import pg from "pg";
import { sessionOptions } from "#database/session-settings.ts";

/**
 * The pg client of every connection, with the session's settings in its start packet. A password is proven by SCRAM; in
 * clear or as MD5 it goes over TLS only, to a server with a verified certificate. With `require_auth=scram-sha-256`
 * (libpq's parameter) the server must prove the password by SCRAM too.
 */
export class DatabaseClient extends pg.Client {
  constructor(given?: string | pg.ClientConfig) {
    const config = typeof given === "string" ? { connectionString: given } : { ...given };
    const { connectionString, options } = config;
    const address = connectionString ? parametersOf(connectionString) : null;
    super({
      ...config,
      // pg-pool omits this field in its copy.
      password: typeof given === "object" ? given.password : undefined,
      ...(connectionString && address
        ? { connectionString: withSession(connectionString, address) }
        : { options: sessionOptions(options) }),
    });
    guardPassword(this, requiresScram(address));
    explainRefusedOptions(this);
  }
}

const parametersOf = (address: string): URLSearchParams =>
  new URLSearchParams(address.includes("?") ? address.slice(address.indexOf("?")) : "");

/** Appended to the address: pg takes the last of a repeated parameter. */
const withSession = (address: string, given: URLSearchParams): string => {
  // Few escapes: pg escapes them again if another part of the address, such as a password, has a bare %.
  const options = sessionOptions(given.get("options"))
    .replace(/[%&#+]/g, encodeURIComponent)
    .replaceAll(" ", "+");
  // Writes out what pg 8 makes of these modes: pg 8 warns of them, and pg 9 would verify less.
  const isVague = /^(prefer|require|verify-ca)$/.test(given.get("sslmode") ?? "");
  const mode = isVague && given.get("uselibpqcompat") !== "true" ? "&sslmode=verify-full" : "";
  return `${address}${address.includes("?") ? "&" : "?"}options=${options}${mode}`;
};

const requiresScram = (address: URLSearchParams | null): boolean => {
  const method = address?.get("require_auth") ?? null;
  if (method !== null && method !== "scram-sha-256")
    throw new Error(`require_auth=${method}: only scram-sha-256 is known here`);
  return method !== null;
};

/**
 * Replaces the one method that sends a password as such. Throws if pg no longer has it; if pg no longer keeps
 * `saslSession`, no server counts as proven.
 */
const guardPassword = (client: pg.Client, needsProof: boolean) => {
  const { connection } = client;
  if (!("password" in connection) || typeof connection.password !== "function")
    throw new Error("This version of pg sends passwords in another way: database-client.ts has to follow it.");
  const send = connection.password.bind(connection);
  const refuse = (code: string, message: string) => {
    // Bytes in the same packet would make pg report the failed connection as ready.
    connection.removeAllListeners("readyForQuery");
    connection.emit("error", Object.assign(new Error(message), { code, severity: "FATAL" }));
    connection.stream.destroy();
  };
  const refuseStranger = () =>
    refuse(
      "08001",
      `What listens on ${client.host}:${client.port} did not prove by SCRAM that it knows the database password. It was sent nothing: another program may hold the port.`,
    );
  Object.assign(connection, {
    password: (password: unknown) => {
      if (needsProof) return refuseStranger();
      if (isVerified(connection.stream)) return send(password);
      refuse(
        "0A000",
        `The database ${client.host}:${client.port} wants the password in clear or as MD5, which is sent over verified TLS only: add sslmode=verify-full to its address (and sslrootcert=<file> for a CA of your own), or give the role a password with password_encryption = 'scram-sha-256'.`,
      );
    },
  });
  if (!needsProof) return;
  connection.on("authenticationOk", () => {
    // pg empties the session once the server's signature is right.
    const isProven = "saslSession" in client && client.saslSession === null;
    if (!isProven) refuseStranger();
  });
};

const isVerified = (stream: unknown): boolean => stream instanceof TLSSocket && stream.authorized;

/** Poolers name the unknown parameter, but not the remedy. */
const explainRefusedOptions = ({ connection }: pg.Client) => {
  connection.on("errorMessage", (error: unknown) => {
    if (error instanceof Error && error.message.startsWith("unsupported startup parameter"))
      error.message += ` (a pooler refuses it: docs/operating.md, "A pooler in between", says what to set)`;
  });
};
