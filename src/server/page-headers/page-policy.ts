import type { Env } from "#env.ts";

type PagePolicy = {
  /** Fresh for each request. */
  nonce: string;
  frameAncestors: readonly string[];
  /** React evaluates text as code in development, and styles and scripts load differently. */
  isDevelopment: boolean;
};

/**
 * Builds the Content-Security-Policy of a page. Style attributes stay open: the UI primitives position pop-ups with
 * them.
 */
export const pagePolicy = ({ nonce, frameAncestors, isDevelopment }: PagePolicy): string =>
  [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "worker-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.join(" ")}`,
  ].join("; ");

/** Origins that may frame the dashboard: PORTAL_ORIGINS, else none. */
export const frameAncestors = ({ PORTAL_ORIGINS }: Pick<Env, "PORTAL_ORIGINS">): readonly string[] =>
  PORTAL_ORIGINS.length > 0 ? PORTAL_ORIGINS : ["'none'"];
