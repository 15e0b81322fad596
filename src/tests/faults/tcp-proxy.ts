import { connect, createServer, type Socket } from "node:net";

/**
 * Modes: `open` passes everything on; `refusing` resets open connections and refuses new ones; `silent` accepts and
 * keeps connections but passes no byte, like a network that drops packets; `slow` delays each byte.
 */
export type ProxyMode = "open" | "refusing" | "silent" | "slow";

const SLOW_MS = 250;

export type TcpProxy = { port: number; set: (mode: ProxyMode) => Promise<void>; close: () => Promise<void> };

/**
 * TCP proxy on a port of 127.0.0.1 between an application and its database. Bytes sent while it is silent are lost with
 * their connection, which stays dead after the proxy opens again, as behind a router that forgot it.
 */
export const startTcpProxy = async (target: { host: string; port: number }): Promise<TcpProxy> => {
  let mode: ProxyMode = "open";
  const pairs = new Set<{ inner: Socket; outer: Socket; isLost: boolean }>();
  const server = createServer((inner) => {
    const outer = connect(target.port, target.host);
    const pair = { inner, outer, isLost: mode === "silent" };
    pairs.add(pair);
    const pass = (from: Socket, to: Socket) => {
      from.setNoDelay(true);
      from.on("data", (chunk) => {
        if (pair.isLost) return;
        if (mode === "slow") setTimeout(() => to.write(chunk), SLOW_MS);
        else to.write(chunk);
      });
      from.on("error", () => {});
      from.on("close", () => {
        // A lost connection never learns of the other end's close; its own side still closes.
        if (!pair.isLost || from === inner) to.destroy();
        if (inner.destroyed && outer.destroyed) pairs.delete(pair);
      });
    };
    pass(inner, outer);
    pass(outer, inner);
  });
  const listen = (port: number) =>
    new Promise<number>((done, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        done(typeof address === "object" && address ? address.port : 0);
      });
    });
  const reset = () => {
    for (const { inner, outer } of pairs) {
      inner.resetAndDestroy();
      outer.destroy();
    }
  };
  const unlisten = () => new Promise<void>((done) => (server.listening ? server.close(() => done()) : done()));
  const port = await listen(0);

  return {
    port,
    set: async (next) => {
      mode = next;
      if (next === "silent") for (const pair of pairs) pair.isLost = true;
      if (next === "refusing") {
        const closed = unlisten();
        reset();
        await closed;
      } else if (!server.listening) await listen(port);
    },
    close: async () => {
      const closed = unlisten();
      reset();
      await closed;
    },
  };
};
