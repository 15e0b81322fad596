import { createServer, type RequestListener, type Server } from "node:http";

/** Milliseconds. The body has its own, shorter wait in the handlers, which answer in words. */
export const PATIENCE = { headersMs: 10_000, requestMs: 40_000 };

/**
 * The web process's server. Headers are complete within 10 s of their first byte, whole requests within 40 s; else 408, and
 * the connection ends.
 *
 * @param hasUpgrade whether pages speak WebSocket. Elsewhere an Upgrade is ignored and the request answered (RFC 9110, 7.8):
 *   some clients always offer one, and Next, which listens by itself, would hold their sockets for ever.
 */
export const createHttpServer = (
  listener: RequestListener,
  { hasUpgrade, headersMs, requestMs }: { hasUpgrade: boolean; headersMs: number; requestMs: number },
): Server =>
  createServer(
    {
      shouldUpgradeCallback: () => hasUpgrade,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(headersMs, 1_000),
    },
    listener,
  );
