import { createServer, type RequestListener, type Server } from "node:http";

type Timeouts = { headersMs: number; requestMs: number; keepAliveMs: number };

/**
 * Milliseconds. Handlers stop waiting for a body earlier and answer with a message. Load balancers keep connections up
 * to 60 s (AWS ALB, nginx): a server that closes first loses requests on their way.
 */
export const TIMEOUTS: Timeouts = { headersMs: 10_000, requestMs: 40_000, keepAliveMs: 65_000 };

/**
 * Creates the server of the web process. Headers later than 10 s or requests later than 40 s get 408. Idle connections
 * close one second after the announced `keepAliveMs` (Node's `keepAliveTimeoutBuffer`), so late requests still arrive.
 *
 * @param hasUpgrade true if pages use WebSocket. False ignores Upgrade (RFC 9110, 7.8): some clients always offer one,
 * and Next would hold their sockets for ever.
 */
export const createHttpServer = (
  listener: RequestListener,
  { hasUpgrade, headersMs, requestMs, keepAliveMs }: Timeouts & { hasUpgrade: boolean },
): Server =>
  createServer(
    {
      shouldUpgradeCallback: () => hasUpgrade,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(headersMs, 1_000),
    },
    listener,
  );
