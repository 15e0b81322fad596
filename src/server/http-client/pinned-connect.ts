import type { Socket } from "node:net";
import { buildConnector } from "undici";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

/** Makes one connection; `connected` and `secured` are told when. Answers with how to give it up at any time. */
export type Connect = (
  options: buildConnector.Options,
  done: buildConnector.Callback,
  watcher: { connected: () => void; secured: () => void },
) => () => void;

export const CONNECT_TIMEOUT_MS = 5_000;

/** Whatever the environment says: NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 hold for others, not for webhooks. */
export const TLS_OPTIONS = {
  allowH2: false,
  minVersion: "TLSv1.2",
  rejectUnauthorized: true,
  timeout: CONNECT_TIMEOUT_MS,
} as const;

/** Connects to the vetted addresses and no others, whatever the name says by now; name and certificate checks stay. */
export const pinnedConnect = ({ list }: VettedAddresses): Connect => {
  const connect = buildConnector({
    ...TLS_OPTIONS,
    lookup: (_hostname, options, done) => {
      const [first] = list;
      if (!first) return done(new Error("No vetted address"), "", 0);
      // Node asks for all of them when it may try one after the other, and for one otherwise.
      if (options.all) done(null, list);
      else done(null, first.address, first.family);
    },
  });
  return (options, done, { connected, secured }) => {
    // undici's types leave out that a connector answers with the socket that it is connecting.
    const socket: unknown = connect(options, done);
    if (!isSocket(socket)) return () => {};
    socket.once("connect", connected).once("secureConnect", secured);
    return () => socket.destroy();
  };
};

const isSocket = (value: unknown): value is Socket =>
  typeof value === "object" && value !== null && "bytesRead" in value;
