import { createServer, type RequestListener, type Server } from "node:http";

type Timeouts = { headersMs: number; requestMs: number; keepAliveMs: number };

/**
 * Milliseconds. Handlers stop waiting for a body earlier and answer with a message. Load balancers keep connections up
 * to 60 s (AWS ALB, nginx): a server that closes first loses requests on their way.
 */
export const TIMEOUTS: Timeouts = { headersMs: 10_000, requestMs: 40_000, keepAliveMs: 65_000 };

/**
 * Creates the server of the web process. Headers must be complete 10 s after their first byte, requests within 40 s;
 * else 408 and the connection closes. Idle connections are announced for `keepAliveMs` and closed one second later
 * (Node's `keepAliveTimeoutBuffer`), so late requests still arrive.
 *
 * @param hasUpgrade true if pages use WebSocket. False ignores Upgrade and answers the request (RFC 9110, 7.8): some
 * clients always offer one, and Next would hold their sockets for ever.
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
