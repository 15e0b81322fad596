import type { Resource } from "#domain/api-message.ts";
import type { Logger } from "#domain/context.ts";
import { createApiListener } from "#server/http-server/answer-api-request.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";

type Address = { port: number; host: string };

export type ProbeServer = { port: number; close: () => Promise<void> };

/** Serves a few resources on a port of their own, for a process that has no web server. All other paths get 404. */
export const startProbeServer = async (
  { port, host }: Address,
  resources: readonly Resource[],
  log: Pick<Logger, "error">,
): Promise<ProbeServer> => {
  const answer = createApiListener(resources, log);
  const server = createHttpServer(
    (request, response) => {
      // The listener takes paths only: `*` and whole addresses are no URL for it.
      if (request.url?.startsWith("/") && answer(request, response)) return;
      response.writeHead(404, { "content-length": 0 }).end();
    },
    { ...TIMEOUTS, hasUpgrade: false },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
