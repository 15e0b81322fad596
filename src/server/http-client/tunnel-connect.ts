import type { IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { Client } from "undici";
import type { Logger } from "#domain/context.ts";
import type { TunnelFailure } from "#server/http-client/attempt-error.ts";
import { CONNECT_TIMEOUT_MS, type Connect, portOf } from "#server/http-client/pinned-connect.ts";
import { createSecure, TLS_OPTIONS } from "#server/http-client/secure-socket.ts";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

export type EgressProxy = { url: URL; log: Pick<Logger, "warn"> };

const TELL_AGAIN_MS = 30_000;

/**
 * Sends one CONNECT per connection, with the name or the vetted address, then verifies TLS inside the tunnel. Logs proxy outages and
 * rejected credentials (`TUNNEL_FAULT`) once per 30 s.
 */
export const createTunnelConnect = ({ url: proxy, log }: EgressProxy) => {
  const headers = credentials(proxy);
  let toldAt = Number.NEGATIVE_INFINITY;
  const fault = (reason: string): Error => {
    if (performance.now() - toldAt > TELL_AGAIN_MS) {
      toldAt = performance.now();
      log.warn(
        { proxy: proxy.host, reason },
        "the egress proxy opened no tunnel, so nothing is sent: check the proxy and its credentials",
      );
    }
    return failure("TUNNEL_FAULT");
  };

  return ({ list: [vetted] }: VettedAddresses): Connect => {
    const secure = createSecure(CONNECT_TIMEOUT_MS);
    return (options, done, { connected, secured }) => {
      const client = new Client(proxy.origin, {
        connect: { ...TLS_OPTIONS, timeout: CONNECT_TIMEOUT_MS },
        headersTimeout: CONNECT_TIMEOUT_MS,
        allowH2: false,
      });
      let isAbandoned = false;
      let tunnel: Socket | null = null;
      const host = vetted ? hostText(vetted) : options.hostname;
      const target = `${host}:${portOf(options)}`;

      client.connect({ path: target, headers: { ...headers, host: target } }).then(
        ({ socket, statusCode, headers: answer }) => {
          // The tunnel outlives its client.
          client.destroy(() => {});
          if (!(socket instanceof Socket)) return done(fault("no socket"), null);
          if (statusCode < 200 || statusCode > 299) {
            socket.on("error", () => {}).destroy();
            const code = failureOf(statusCode, answer);
            return done(code === "TUNNEL_FAULT" ? fault(`it answered ${statusCode}`) : failure(code), null);
          }
          tunnel = socket;
          connected();
          if (options.protocol !== "https:") return done(null, socket);
          secure(options, socket, (...result) => {
            if (result[0] === null) secured();
            done(...result);
          });
        },
        (reason: unknown) => {
          client.destroy(() => {});
          const isFault = !isTimeout(reason) && !isAbandoned;
          done(isFault ? fault(messageOf(reason)) : failure("TUNNEL_TIMEOUT"), null);
        },
      );
      return () => {
        isAbandoned = true;
        client.destroy(() => {});
        tunnel?.destroy();
      };
    };
  };
};

const hostText = ({ address, family }: VettedAddresses["list"][number]): string =>
  family === 6 ? `[${address}]` : address;

const credentials = ({ username, password }: URL): Record<string, string> => {
  if (username === "") return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(plain).toString("base64")}` };
};

const failure = (code: TunnelFailure): Error => Object.assign(new Error("The egress proxy opened no tunnel"), { code });

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

const isTimeout = (reason: unknown): boolean =>
  reason instanceof Error && "code" in reason && reason.code === "UND_ERR_HEADERS_TIMEOUT";

/** Smokescreen denies a target with a 407 that has no `proxy-authenticate`. */
const failureOf = (status: number, headers: IncomingHttpHeaders): TunnelFailure => {
  if (status === 403 || (status === 407 && headers["proxy-authenticate"] === undefined)) return "TUNNEL_DENIED";
  if (status === 504) return "TUNNEL_TIMEOUT";
  return status >= 500 ? "TUNNEL_REFUSED" : "TUNNEL_FAULT";
};
