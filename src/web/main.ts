import type { RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import next from "next";
import { REQUEST_TIMEOUTS } from "#database/database.ts";
import { createBag } from "#domain/bag.ts";
import type { Deps } from "#domain/context.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { env } from "#env.ts";
import { startDemoBooking } from "#server/demo/demo-booking.ts";
import { closeWirings, deps, setWorkerId, wiring } from "#server/deps.ts";
import { createHandOver } from "#server/hand-over.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { createAccessLog } from "#server/http-server/access-log.ts";
import { createApiListener } from "#server/http-server/answer-api-request.ts";
import { createAssetListener } from "#server/http-server/answer-assets.ts";
import { settleClientAddress } from "#server/http-server/client-address.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import { rejectMalformedRequest } from "#server/http-server/reject-malformed-request.ts";
import { withRequestId } from "#server/http-server/request-id.ts";
import { cutStalledReaders } from "#server/http-server/stalled-readers.ts";
import { isStream, nameNextRoute, watchRequests } from "#server/http-server/watch-requests.ts";
import { logProcess } from "#server/logging/log-process.ts";
import { startMetrics } from "#server/start-metrics.ts";
import { startTraces } from "#server/start-traces.ts";
import { runAsChild } from "#supervisor/parent.ts";
import { apiResources } from "#web/api-resources.ts";
import { renderOnce } from "#web/render-once.ts";

/** Grace period for open requests after a stop. */
const STOP_MS = 5_000;

/**
 * Loads the database's client while Next prepares. Requests that come first and together would block on it for longer than
 * they may wait for a connection. A database that is unavailable is no reason not to start.
 */
const warmUp = async ({ tenantDatabase }: Pick<Deps, "tenantDatabase">): Promise<void> => {
  await tenantDatabase("")
    .db.webhookSubscription.findFirst({ select: { id: true } })
    .catch(() => null);
};

/** Keeps lines of Next.js such as "Running next.config.mjs took 60ms" out of the output. Errors are shown. */
const withoutConsoleLog = async (work: () => Promise<void>) => {
  const { log } = console;
  console.log = () => {};
  await work().finally(() => {
    console.log = log;
  });
};

// The web process: a server of our own, which answers the API itself and hands all else to Next.js.
await runAsChild("web", async ({ id, isSupervised, readiness, handOver }) => {
  const startedAt = performance.now();
  setWorkerId(id, REQUEST_TIMEOUTS);
  const settings = env();
  const metrics = await startMetrics(settings, { process: "web", isSupervised });
  const traces = await startTraces(settings, "web");
  const { PORT: port, HOST: hostname, TRUSTED_PROXIES: trustedProxies, BASE_URL: baseUrl } = settings;
  // Created before Next loads, so that Next's bundle reuses this wiring.
  const { log } = deps();
  const heartbeat = startHeartbeat(deps(), "web", wiring().refreshPages);
  wiring().watchOperator(() => void heartbeat.now());
  const handing = handOver === null ? null : createHandOver(handOver, log);
  if (handing) wiring().setHandOver(handing.handOver);
  const answerApi = createApiListener(apiResources(deps(), settings, readiness), log);
  const answerAssets = createAssetListener(join(process.cwd(), ".next", "static"));
  const dev = process.argv.includes("--dev");
  const app = next({ dev, hostname, port });
  const prepared = dev ? app.prepare() : withoutConsoleLog(() => app.prepare());
  // The pauses of sending and suspended tenants are known before the first request.
  await Promise.all([prepared, warmUp(deps()), heartbeat.first]);
  const handle = app.getRequestHandler();
  if (!dev) await renderOnce(handle);
  const open = createBag<ServerResponse>();
  const listen: RequestListener = (request, response) => {
    // Sends clients that keep connections to another process before this one closes.
    if (readiness.stage === "draining") response.setHeader("Connection", "close");
    response.on("close", open.add(response));
    nameNextRoute(response, request.url ?? "/");
    if (rejectMalformedRequest(request, response, baseUrl)) return;
    settleClientAddress(request, trustedProxies);
    if (answerApi(request, response) || answerAssets(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      writeLine(log, "request failed", { handler: "web", procedure: null, err: error });
      response.destroy();
    });
  };
  // Only the pages of `npm run dev` speak WebSocket.
  const watched = watchRequests(listen, [
    ...(settings.ACCESS_LOG > 0 ? [createAccessLog(log, settings.ACCESS_LOG)] : []),
    ...(metrics ? [metrics.requestEnded] : []),
  ]);
  const server = createHttpServer(withRequestId(traces?.traceRequests(watched) ?? watched, trustedProxies), {
    ...TIMEOUTS,
    keepAliveMs: settings.KEEP_ALIVE_TIMEOUT,
    hasUpgrade: dev,
  });
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

  const booking = await startDemoBooking(settings, log).catch((error: unknown) => {
    log.warn({ err: error }, "the booking of the demo salon did not start");
    return null;
  });

  const role = { role: "web", engine: settings.ENGINE };
  logProcess(log, "process started", { ...role, durationMs: msSince(startedAt) });
  return {
    stop: async () => {
      const stoppedAt = performance.now();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      for (const response of open.values()) if (isStream(response)) response.destroy();
      // `closeAllConnections` does not close upgraded connections.
      for (const socket of upgraded) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), STOP_MS);
      await Promise.all([closed, booking?.stop()]);
      clearTimeout(cut);
      await heartbeat.stop();
      await metrics?.close();
      handing?.close();
      await closeWirings();
      await traces?.close();
      logProcess(log, "process stopped", { ...role, durationMs: msSince(stoppedAt) });
    },
  };
});
