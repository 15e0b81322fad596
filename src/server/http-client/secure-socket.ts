import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { buildConnector } from "undici";

/** Facts about a failed TLS handshake. */
export type TlsFacts = {
  /** Bytes that the server sent. An alert that refuses our first message has 7. */
  bytesRead: number;
  /** The server's certificate, verified or not; null if the handshake did not get that far. */
  certificate: PeerCertificate | null;
};

/** Ignores the environment: NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 do not apply to webhooks. */
export const TLS_OPTIONS = { allowH2: false, minVersion: "TLSv1.2", rejectUnauthorized: true } as const;

const factsOfErrors = new WeakMap<Error, TlsFacts>();

/**
 * Makes TLS on an open connection, for HTTP/1.1 only, certificate and name verified. `tlsFactsOf` explains the error of
 * a failed handshake.
 *
 * @param timeoutMs 0 for none: the caller then destroys the connection
 */
export const createSecure = (timeoutMs: number) => {
  const connect = buildConnector({ ...TLS_OPTIONS, timeout: timeoutMs });
  return (options: buildConnector.Options, tcp: Socket, done: buildConnector.Callback): void => {
    const before = tcp.bytesRead;
    let certificate: PeerCertificate | null = null;
    // undici's types omit that a connector returns the connecting socket.
    const socket: unknown = connect({ ...options, httpSocket: tcp }, (...result) => {
      const [error] = result;
      if (error === null) return done(...result);
      factsOfErrors.set(error, { bytesRead: tcp.bytesRead - before, certificate });
      done(error, null);
    });
    if (!(socket instanceof TLSSocket)) return;
    // Read before Node verifies the certificate: a bad one loses its socket. `getPeerX509Certificate` would take the
    // certificate out of the chain that Node verifies then (seen with Node 24.21).
    socket.prependOnceListener("secure", () => {
      certificate = socket.getPeerCertificate();
    });
  };
};

export const tlsFactsOf = (reason: unknown): TlsFacts | null =>
  reason instanceof Error ? (factsOfErrors.get(reason) ?? null) : null;
