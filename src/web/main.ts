import type { RequestListener, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { REQUEST_TIMEOUTS } from "#database/database.ts";
import { newId } from "#domain/ids.ts";
import { env } from "#env.ts";
import { closeWirings, deps, setWorkerId } from "#server/deps.ts";
import { createApiListener } from "#server/http-server/answer-api-request.ts";
import { settleClientAddress } from "#server/http-server/client-address.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import { rejectMalformedRequest } from "#server/http-server/reject-malformed-request.ts";
import { cutStalledReaders } from "#server/http-server/stalled-readers.ts";
import { runAsChild } from "#supervisor/parent.ts";
import { apiResources } from "#web/api-resources.ts";

/** Grace period for open requests after a stop. */
const STOP_MS = 5_000;

// Web process: our own server answers the API itself and passes other requests to Next.js.
await runAsChild(async (id = newId("wrk")) => {
  setWorkerId(id, REQUEST_TIMEOUTS);
  const settings = env();
  const { PORT: port, HOST: hostname, TRUSTED_PROXIES: trustedProxies, BASE_URL: baseUrl } = settings;
  // Created before Next loads, so that Next's bundle reuses this wiring.
  const { log } = deps();
  const answerApi = createApiListener(apiResources(deps(), settings), log);
  const dev = process.argv.includes("--dev");
  const app = next({ dev, hostname, port });
  await (dev ? app.prepare() : withoutConsoleLog(() => app.prepare()));
  const handle = app.getRequestHandler();
  const open = new Set<ServerResponse>();
  const listen: RequestListener = (request, response) => {
    open.add(response);
    response.on("close", () => open.delete(response));
    if (rejectMalformedRequest(request, response, baseUrl)) return;
    settleClientAddress(request, trustedProxies);
    if (answerApi(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed unexpectedly");
      response.destroy();
    });
  };
  // WebSocket serves only the pages of `npm run dev`.
  const server = createHttpServer(listen, { ...TIMEOUTS, keepAliveMs: settings.KEEP_ALIVE_TIMEOUT, hasUpgrade: dev });
  cutStalledReaders(server);
  const upgrade = app.getUpgradeHandler();
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request, socket, head) => {
    // Node before 24.9 ignores `shouldUpgradeCallback`.
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
      // `closeAllConnections` does not close upgraded connections.
      for (const socket of upgraded) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), STOP_MS);
      await closed;
      clearTimeout(cut);
      await closeWirings();
    },
  };
});

/** Hides Next.js log lines such as "Running next.config.mjs took 60ms". Errors stay visible. */
const withoutConsoleLog = async (work: () => Promise<void>) => {
  const { log } = console;
  console.log = () => {};
  await work().finally(() => {
    console.log = log;
  });
};

const isStream = (response: ServerResponse) =>
  String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
