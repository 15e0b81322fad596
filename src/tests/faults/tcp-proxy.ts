import { connect, createServer, type Socket } from "node:net";

/**
 * `open` passes everything on. `refusing` resets what is open and refuses what comes. `silent` accepts connections and keeps
 * what is open, but passes nothing on in either direction, and says nothing: what a network that drops packets looks like.
 */
export type ProxyMode = "open" | "refusing" | "silent";

export type TcpProxy = { port: number; set: (mode: ProxyMode) => Promise<void>; close: () => Promise<void> };

/**
 * A TCP proxy on a port of 127.0.0.1, between an application and its database. What was sent while it was silent is lost
 * with its connection: once it is open again those connections are never heard of again, as behind a router that forgot them.
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
      from.on("data", (chunk) => pair.isLost || to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        // One that is lost is not told of the other's end either; its own side still goes.
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
