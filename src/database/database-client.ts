import { TLSSocket } from "node:tls";
import pg from "pg";
import { applicationName, sessionOptions } from "#database/session-settings.ts";

/**
 * Sends session settings and the application's name in the start packet. Sends a clear or MD5 password only over TLS with a verified
 * certificate. `require_auth=scram-sha-256` (libpq) makes the server prove the password too.
 */
export class DatabaseClient extends pg.Client {
  constructor(given?: string | pg.ClientConfig) {
    const config = typeof given === "string" ? { connectionString: given } : { ...given };
    const { connectionString, options, application_name: name } = config;
    const address = connectionString ? parametersOf(connectionString) : null;
    super({
      ...config,
      // Copies a field that pg-pool omits.
      password: typeof given === "object" ? given.password : undefined,
      ...(connectionString && address
        ? { connectionString: withSession(connectionString, address) }
        : { options: sessionOptions(options), application_name: applicationName(name) }),
    });
    guardPassword(this, requiresScram(address));
    explainRefusedOptions(this);
  }
}

const parametersOf = (address: string): URLSearchParams =>
  new URLSearchParams(address.includes("?") ? address.slice(address.indexOf("?")) : "");

/** Appends the settings: pg uses the last of a repeated parameter. */
const withSession = (address: string, given: URLSearchParams): string => {
  // Escapes little: pg escapes again if another part of the address has a bare %.
  const toParameter = (text: string) => text.replace(/[%&#+]/g, encodeURIComponent).replaceAll(" ", "+");
  const options = toParameter(sessionOptions(given.get("options")));
  const name = toParameter(applicationName(given.get("application_name")));
  // Writes out what pg 8 does for these modes: pg 9 would verify less.
  const isVague = /^(prefer|require|verify-ca)$/.test(given.get("sslmode") ?? "");
  const mode = isVague && given.get("uselibpqcompat") !== "true" ? "&sslmode=verify-full" : "";
  return `${address}${address.includes("?") ? "&" : "?"}options=${options}&application_name=${name}${mode}`;
};

const requiresScram = (address: URLSearchParams | null): boolean => {
  const method = address?.get("require_auth") ?? null;
  if (method !== null && method !== "scram-sha-256")
    throw new Error(`require_auth=${method}: use scram-sha-256, the only supported method`);
  return method !== null;
};

/** Replaces the only method that sends a password. Throws if pg no longer has it. */
const guardPassword = (client: pg.Client, needsProof: boolean) => {
  const { connection } = client;
  if (!("password" in connection) || typeof connection.password !== "function")
    throw new Error("This version of pg sends passwords in another way: adapt database-client.ts to it.");
  const send = connection.password.bind(connection);
  const refuse = (code: string, message: string) => {
    // Stops bytes of the same packet from making the failed connection ready.
    connection.removeAllListeners("readyForQuery");
    connection.emit("error", Object.assign(new Error(message), { code, severity: "FATAL" }));
    connection.stream.destroy();
  };
  const refuseStranger = () =>
    refuse(
      "08001",
      `The program on ${client.host}:${client.port} did not prove by SCRAM that it knows the database password, so no password was sent. Check that PostgreSQL, and no other program, listens on this port.`,
    );
  Object.assign(connection, {
    password: (password: unknown) => {
      if (needsProof) return refuseStranger();
      if (isVerified(connection.stream)) return send(password);
      refuse(
        "0A000",
        `The database ${client.host}:${client.port} asks for the password in clear or as MD5, which this system sends over verified TLS only: add sslmode=verify-full to its address (and sslrootcert=<file> for a CA of your own), or give the role a password with password_encryption = 'scram-sha-256'.`,
      );
    },
  });
  if (!needsProof) return;
  connection.on("authenticationOk", () => {
    // Relies on pg, which clears the session after it verifies the server.
    const isProven = "saslSession" in client && client.saslSession === null;
    if (!isProven) refuseStranger();
  });
};

const isVerified = (stream: unknown): boolean => stream instanceof TLSSocket && stream.authorized;

const explainRefusedOptions = ({ connection }: pg.Client) => {
  connection.on("errorMessage", (error: unknown) => {
    if (error instanceof Error && error.message.startsWith("unsupported startup parameter"))
      error.message += ` (a pooler refuses it: docs/operating/database.md, "A pooler in between", says what to set)`;
  });
};
