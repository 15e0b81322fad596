import type { Env } from "#env.ts";

type PagePolicy = {
  /** A new one for each request. */
  nonce: string;
  frameAncestors: readonly string[];
  /** While developing, React makes functions from text, and styles and scripts come by other ways. */
  isDevelopment: boolean;
};

/**
 * The content policy of a page: scripts with the request's nonce, or loaded by such a script; styles from our files or
 * with the nonce. Style attributes are open, because the UI primitives place their pop-ups with them.
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

/** Origins that may show the dashboard in a frame: none, unless the settings name them. */
export const frameAncestors = ({ PORTAL_ORIGINS }: Pick<Env, "PORTAL_ORIGINS">): readonly string[] =>
  PORTAL_ORIGINS.length > 0 ? PORTAL_ORIGINS : ["'none'"];
