import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { buildConnector } from "undici";

/** What is known of a TLS handshake that failed. */
export type TlsFacts = {
  /** Bytes that the server sent in it. An alert that refuses our first message has 7. */
  bytesRead: number;
  /** The server's own, verified or not; null where the handshake did not get that far. */
  certificate: PeerCertificate | null;
};

/** Whatever the environment says: NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 hold for others, not for webhooks. */
export const TLS_OPTIONS = { allowH2: false, minVersion: "TLSv1.2", rejectUnauthorized: true } as const;

const factsOfErrors = new WeakMap<Error, TlsFacts>();

/**
 * Makes TLS on a connection that is open, for HTTP/1.1 only, certificate and name verified. Of the error of a failed
 * handshake `tlsFactsOf` knows more.
 *
 * @param timeoutMs 0 for none: the caller then destroys the connection
 */
export const createSecure = (timeoutMs: number) => {
  const connect = buildConnector({ ...TLS_OPTIONS, timeout: timeoutMs });
  return (options: buildConnector.Options, tcp: Socket, done: buildConnector.Callback): void => {
    const before = tcp.bytesRead;
    let certificate: PeerCertificate | null = null;
    // undici's types leave out that a connector answers with the socket that it is connecting.
    const socket: unknown = connect({ ...options, httpSocket: tcp }, (...result) => {
      const [error] = result;
      if (error === null) return done(...result);
      factsOfErrors.set(error, { bytesRead: tcp.bytesRead - before, certificate });
      done(error, null);
    });
    if (!(socket instanceof TLSSocket)) return;
    // Before Node judges the certificate: after that, the socket of a bad one is gone. Not by `getPeerX509Certificate`, which
    // takes the certificate out of the chain that Node judges then (seen with Node 24.21).
    socket.prependOnceListener("secure", () => {
      certificate = socket.getPeerCertificate();
    });
  };
};

export const tlsFactsOf = (reason: unknown): TlsFacts | null =>
  reason instanceof Error ? (factsOfErrors.get(reason) ?? null) : null;
