import { createServer, type RequestListener, type Server } from "node:http";

type Patience = { headersMs: number; requestMs: number; keepAliveMs: number };

/**
 * Milliseconds. The body has its own, shorter wait in the handlers, which answer in words. Load balancers keep connections for
 * up to 60 s (AWS ALB, nginx): a server that closes them first loses requests on their way.
 */
export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 40_000, keepAliveMs: 65_000 };

/**
 * The web process's server. Headers are complete within 10 s of their first byte, whole requests within 40 s; else 408, and
 * the connection ends. An idle connection is announced to be kept for `keepAliveMs`, and is closed one second later (Node's
 * `keepAliveTimeoutBuffer`), so that a request that leaves in time still arrives.
 *
 * @param hasUpgrade whether pages speak WebSocket. Elsewhere an Upgrade is ignored and the request answered (RFC 9110, 7.8):
 *   some clients always offer one, and Next, which listens by itself, would hold their sockets for ever.
 */
export const createHttpServer = (
  listener: RequestListener,
  { hasUpgrade, headersMs, requestMs, keepAliveMs }: Patience & { hasUpgrade: boolean },
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
