import { createServer, type RequestListener, type Server } from "node:http";

type Timeouts = { headersMs: number; requestMs: number; keepAliveMs: number };

/** Load balancers keep connections up to 60 s (AWS ALB, nginx): a server that closes first loses requests. */
export const TIMEOUTS: Timeouts = { headersMs: 10_000, requestMs: 40_000, keepAliveMs: 65_000 };

/**
 * Late headers and late requests get 408.
 * @param hasUpgrade false ignores Upgrade (RFC 9110, 7.8): some clients always offer it, and Next would hold their sockets for ever
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
