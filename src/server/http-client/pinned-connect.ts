import type { Socket } from "node:net";
import { type buildConnector, errors } from "undici";
import { raceAddresses } from "#server/http-client/race-addresses.ts";
import { createSecure } from "#server/http-client/secure-socket.ts";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

/** Returns a function that aborts the connection. */
export type Connect = (
  options: buildConnector.Options,
  done: buildConnector.Callback,
  watcher: { connected: () => void; secured: () => void },
) => () => void;

/** Bounds all address attempts plus the TLS handshake. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Connects to vetted addresses only, even if DNS changed; name and certificate checks stay. */
export const pinnedConnect = (vetted: VettedAddresses): Connect => {
  const secure = createSecure(0);
  return (options, done, { connected, secured }) => {
    let tcp: Socket | null = null;
    let isOver = false;
    const abandon = () => {
      isOver = true;
      clearTimeout(timer);
      stopRace();
      tcp?.destroy();
    };
    const fail = (error: Error) => {
      if (isOver) return;
      abandon();
      done(error, null);
    };
    const succeed = (socket: Socket, address: string) => {
      if (isOver) return;
      clearTimeout(timer);
      vetted.worked.address = address;
      done(null, socket);
    };
    const timer = setTimeout(() => fail(new errors.ConnectTimeoutError()), CONNECT_TIMEOUT_MS);
    let stopRace = () => {};
    stopRace = raceAddresses(vetted, portOf(options), (result) => {
      if ("failures" in result) return fail(failureOf(result.failures));
      const { socket, address } = result;
      tcp = socket;
      connected();
      if (options.protocol !== "https:") return succeed(socket, address);
      secure(options, socket, (error, secureSocket) => {
        if (error) return fail(error);
        secured();
        succeed(secureSocket, address);
      });
    });
    return abandon;
  };
};

export const portOf = ({ port, protocol }: buildConnector.Options): number =>
  Number(port) || (protocol === "https:" ? 443 : 80);

/** Errors of a machine without this address family. */
const OWN_REASONS = ["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"];

/** Prefers failures of the receiver. */
const failureOf = (failures: readonly unknown[]): Error => {
  const isOwn = (reason: unknown) =>
    reason instanceof Error && "code" in reason && OWN_REASONS.includes(String(reason.code));
  const reason = failures.find((failure) => !isOwn(failure)) ?? failures[0];
  return reason instanceof Error ? reason : new Error("No vetted address");
};
