import type { RequestListener, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { REQUEST_PATIENCE } from "#database/database.ts";
import { newId } from "#domain/ids.ts";
import { env } from "#env.ts";
import { closeWirings, deps, setWorkerId } from "#server/deps.ts";
import { settleClientAddress } from "#server/http-server/client-address.ts";
import { createHttpServer, PATIENCE } from "#server/http-server/http-server.ts";
import { refuseUnreadable } from "#server/http-server/reject-malformed-request.ts";
import { cutStalledReaders } from "#server/http-server/stalled-readers.ts";
import { runAsChild } from "#supervisor/parent.ts";

/** Requests that are still open this long after the stop began are cut. */
const STOP_MS = 5_000;

/** Keeps lines of Next.js such as "Running next.config.mjs took 60ms" out of the output. Errors are shown. */
const withoutConsoleLog = async (work: () => Promise<void>) => {
  const { log } = console;
  console.log = () => {};
  await work().finally(() => {
    console.log = log;
  });
};

// The web process: Next.js behind a server of our own, because `next start` leaves open streams open when it stops.
await runAsChild(async (id = newId("wrk")) => {
  setWorkerId(id, REQUEST_PATIENCE);
  const {
    PORT: port,
    HOST: hostname,
    TRUSTED_PROXIES: trustedProxies,
    BASE_URL: baseUrl,
    KEEP_ALIVE_TIMEOUT: keepAliveMs,
  } = env();
  const dev = process.argv.includes("--dev");
  const app = next({ dev, hostname, port });
  await (dev ? app.prepare() : withoutConsoleLog(() => app.prepare()));
  const handle = app.getRequestHandler();
  const open = new Set<ServerResponse>();
  const listen: RequestListener = (request, response) => {
    open.add(response);
    response.on("close", () => open.delete(response));
    if (refuseUnreadable(request, response, baseUrl)) return;
    settleClientAddress(request, trustedProxies);
    handle(request, response).catch((error: Error) => {
      deps().log.error({ error: error.message }, "a request broke");
      response.destroy();
    });
  };
  // Only the pages of `npm run dev` speak WebSocket.
  const server = createHttpServer(listen, { ...PATIENCE, keepAliveMs, hasUpgrade: dev });
  cutStalledReaders(server);
  const upgrade = app.getUpgradeHandler();
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request, socket, head) => {
    // Node before 24.9 does not ask.
    if (!dev) return socket.destroy();
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
    void upgrade(request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });

  return {
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      for (const response of open) if (isStream(response)) response.destroy();
      // The server counts them among its connections, but does not cut them with the others.
      for (const socket of upgraded) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), STOP_MS);
      await closed;
      clearTimeout(cut);
      await closeWirings();
    },
  };
});

const isStream = (response: ServerResponse) =>
  String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
