import { createServer, type Server } from "node:http";
import { METRICS_TYPE } from "#server/metrics/metric-text.ts";

/** A scrape is one small request: more time is for nobody but a stalled client. */
const TIMEOUTS = { headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 65_000 };
const CONNECTIONS_MAX = 50;

/**
 * Serves `GET /metrics` on a port of its own, since the public port must not show it. Scrapes that come together share one reading.
 * Rejects with one sentence when the port is taken.
 */
export const serveMetrics = async (
  { port, host }: { port: number; host: string },
  read: () => Promise<string>,
): Promise<{ close: () => Promise<void> }> => {
  let reading: Promise<string> | null = null;
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const server = createServer(TIMEOUTS, ({ method = "GET", url = "/" }, response) => {
    const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
      response.end(method === "HEAD" ? undefined : text);
    };
    if (url.split("?", 1)[0] !== "/metrics") return answer(404, "There is only /metrics here.\n");
    if (method !== "GET" && method !== "HEAD") return answer(405, "Use GET.\n", { Allow: "GET, HEAD" });
    readOnce().then(
      (text) => answer(200, text, { "Content-Type": METRICS_TYPE }),
      () => answer(503, "The metrics could not be read.\n"),
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, { port, host });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listen = (server: Server, { port, host }: { port: number; host: string }) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(`METRICS_PORT ${port} on ${host} cannot be used (${error.code}): set another METRICS_PORT.`)),
    );
    server.listen(port, host, resolve);
  });
