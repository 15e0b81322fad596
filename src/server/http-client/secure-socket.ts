import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { buildConnector } from "undici";

export type TlsFacts = {
  /** Bytes from the server. */
  bytesRead: number;
  /** Certificate, verified or not; null if the handshake ended before it arrived. */
  certificate: PeerCertificate | null;
};

/** NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 do not apply to webhooks. */
export const TLS_OPTIONS = { allowH2: false, minVersion: "TLSv1.2", rejectUnauthorized: true } as const;

const factsOfErrors = new WeakMap<Error, TlsFacts>();

/**
 * Verifies certificate and name. `tlsFactsOf` explains a failed handshake.
 * @param timeoutMs 0 for none: the caller then destroys the connection
 */
export const createSecure = (timeoutMs: number) => {
  const connect = buildConnector({ ...TLS_OPTIONS, timeout: timeoutMs });
  return (options: buildConnector.Options, tcp: Socket, done: buildConnector.Callback): void => {
    const before = tcp.bytesRead;
    let certificate: PeerCertificate | null = null;
    // undici's types omit the returned socket.
    const socket: unknown = connect({ ...options, httpSocket: tcp }, (...result) => {
      const [error] = result;
      if (error === null) return done(...result);
      factsOfErrors.set(error, { bytesRead: tcp.bytesRead - before, certificate });
      done(error, null);
    });
    if (!(socket instanceof TLSSocket)) return;
    // Node destroys the socket of a bad certificate. `getPeerX509Certificate` would remove the certificate from the chain that Node
    // then verifies (measured with Node 24.21).
    socket.prependOnceListener("secure", () => {
      certificate = socket.getPeerCertificate();
    });
  };
};

export const tlsFactsOf = (reason: unknown): TlsFacts | null =>
  reason instanceof Error ? (factsOfErrors.get(reason) ?? null) : null;
