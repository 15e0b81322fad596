import net, { type Socket } from "node:net";
import type { VettedAddresses } from "#server/http-client/vetted-addresses.ts";

type Address = VettedAddresses["list"][number];

/** RFC 8305, section 5: recommended delay between two attempts. */
const ATTEMPT_DELAY_MS = 250;
/** A name may have hundreds of addresses. */
const ADDRESSES_MAX = 10;

/**
 * Connects to the first address that answers (RFC 8305): the last working address, then IPv6 and IPv4 in turns. Has no time limit.
 * Returns a function that aborts all attempts.
 */
export const raceAddresses = (
  { list, worked }: VettedAddresses,
  port: number,
  done: (result: { socket: Socket; address: string } | { failures: unknown[] }) => void,
  open: (address: Address, port: number) => Socket = openSocket,
): (() => void) => {
  const waiting = inOrder(list, worked.address).slice(0, ADDRESSES_MAX);
  const trying = new Set<Socket>();
  const failures: unknown[] = [];
  let timer: NodeJS.Timeout | undefined;

  const end = () => {
    clearTimeout(timer);
    waiting.length = 0;
    // Listeners stay: a destroyed socket may still emit an error.
    for (const socket of trying) socket.destroy();
    trying.clear();
  };
  const next = () => {
    clearTimeout(timer);
    const address = waiting.shift();
    if (!address) {
      if (trying.size === 0) done({ failures });
      return;
    }
    timer = setTimeout(next, ATTEMPT_DELAY_MS);
    const socket = open(address, port);
    trying.add(socket);
    socket.on("error", (error) => {
      if (!trying.delete(socket)) return;
      failures.push(error);
      next();
    });
    socket.once("connect", () => {
      if (!trying.delete(socket)) return;
      end();
      done({ socket, address: address.address });
    });
  };
  next();
  return end;
};

const openSocket = ({ address, family }: Address, port: number): Socket =>
  net.connect({ host: address, family, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });

const inOrder = (list: readonly Address[], first: string | null): Address[] => {
  const families = [list.filter(({ family }) => family === 6), list.filter(({ family }) => family === 4)];
  const byTurns = list.flatMap((_address, place) => families.flatMap((one) => one[place] ?? []));
  return [...byTurns.filter(({ address }) => address === first), ...byTurns.filter(({ address }) => address !== first)];
};
