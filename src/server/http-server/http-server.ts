import { createServer, type RequestListener, type Server } from "node:http";

type Timeouts = { headersMs: number; requestMs: number; keepAliveMs: number };

/**
 * Timeouts in milliseconds. Handlers wait for a body for a shorter time and answer in words. Load balancers keep connections for
 * up to 60 s (AWS ALB, nginx): a server that closes them first loses requests on their way.
 */
export const TIMEOUTS: Timeouts = { headersMs: 10_000, requestMs: 40_000, keepAliveMs: 65_000 };

/**
 * Makes the server of the web process. Headers are complete within 10 s of their first byte, whole requests within 40 s; else 408, and
 * the connection ends. An idle connection is announced to be kept for `keepAliveMs`, and is closed one second later (Node's
 * `keepAliveTimeoutBuffer`), so that a request that leaves in time still arrives.
 *
 * @param hasUpgrade whether pages speak WebSocket. Without it an Upgrade is ignored and the request answered (RFC 9110, 7.8):
 *   some clients always offer one, and Next would hold their sockets for ever.
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
