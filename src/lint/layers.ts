import { DOMAIN_LAYERS } from "#lint/domain-layers.ts";
import { type Layer, PRODUCT } from "#lint/layer.ts";
import { UI_LAYERS } from "#lint/ui-layers.ts";

const adapter = "An adapter serves the domain and knows no handler: web/, worker/ and app/ bring the two together.";
const wired = "Only server/wire.ts and server/deps.ts bring adapters together: take what you need as an argument.";

const SERVER_LAYERS: readonly Layer[] = [
  { of: "database", mayImport: [...PRODUCT, "generated/prisma", "env.ts"], instead: adapter },
  { of: "server", mayImport: [...PRODUCT, "engine", "database", "env.ts"], instead: adapter },
  { of: "server/http-client", mayImport: [...PRODUCT, "engine"], instead: wired },
  { of: "server/logging", mayImport: [...PRODUCT, "server/version.ts"], instead: wired },
  { of: "server/http-server", mayImport: [...PRODUCT, "server/page-headers", "server/logging"], instead: wired },
  { of: "server/rate-limits", mayImport: [...PRODUCT, "server/http-server"], instead: wired },
  { of: "server/secrets", mayImport: [...PRODUCT, "setting-values.ts"], instead: wired },
  { of: "server/page-headers", mayImport: ["env.ts"], instead: wired },
  { of: "server/health", mayImport: [...PRODUCT, "engine"], instead: wired },
  {
    of: "server/demo",
    mayImport: [...PRODUCT, "booking", "database/booking-pool.ts", "env.ts", "server/deps.ts"],
    instead: wired,
  },
  {
    of: "server/auth",
    mayImport: [
      "brand-settings.ts",
      ...PRODUCT,
      "generated/prisma",
      "env.ts",
      "server/deps.ts",
      "server/http-server",
      "server/rate-limits",
    ],
    instead: adapter,
  },
  {
    of: "supervisor",
    mayImport: ["domain", "engine", "database", "server", "booking", "env.ts"],
    instead: "The supervisor starts processes and prepares their database: a process of its own does the rest.",
  },
  {
    of: "server/metrics",
    mayImport: [
      ...PRODUCT,
      "engine",
      "database/database.ts",
      "server/http-server/watch-requests.ts",
      "server/instruments.ts",
      "server/logging/hear-lines.ts",
      "server/read-together.ts",
    ],
    instead: "Metrics watch the product from outside: take what they read as an argument (server/start-metrics.ts).",
  },
  {
    of: "server/traces",
    mayImport: [
      ...PRODUCT,
      "engine",
      "server/http-server/watch-requests.ts",
      "server/instruments.ts",
      "server/logging/hear-lines.ts",
      "server/read-together.ts",
    ],
    instead: "Traces watch the product from outside: take what they read as an argument (server/start-traces.ts).",
  },
];

const handler =
  "A handler takes Deps as an argument, calls one use case and knows no other handler: app/, web/ and worker/ do the wiring.";

const HANDLER_LAYERS: readonly Layer[] = ["trpc", "rest", "inngest"].map((of) => ({
  of,
  mayImport: [...PRODUCT, "engine"],
  instead: handler,
}));

const operatorLayer: Layer = {
  of: "rest/operator",
  mayImport: ["domain", "engine", "rest"],
  instead: handler,
};

const PROCESS_LAYERS: readonly Layer[] = [
  {
    of: "web",
    mayImport: [...PRODUCT, "engine", "rest", "inngest", "database", "server", "supervisor/parent.ts", "env.ts"],
    instead: "The web process starts servers only: Next loads app/ by itself.",
  },
  {
    of: "worker",
    mayImport: [...PRODUCT, "engine", "inngest", "database", "server", "supervisor/parent.ts", "env.ts"],
    instead: "The worker runs functions only: pages and the API belong to the web process.",
  },
  {
    of: "*.ts",
    mayImport: [
      "domain/brand",
      "domain/url-policy",
      "domain/unknown-tenants.values.ts",
      "server/page-headers",
      "brand-settings.ts",
      "env.ts",
      "setting-values.ts",
    ],
    instead: "These files are loaded early, by Next or by every process: keep them free of the product.",
  },
  {
    of: "instrumentation.ts",
    mayImport: ["domain/log-lines.ts", "server/deps.ts"],
    instead: "This file logs what pages throw, and does nothing else.",
  },
];

/** Import directions of the whole codebase. `npm run layers` writes them into biome.json. */
export const LAYERS: readonly Layer[] = [
  ...DOMAIN_LAYERS,
  {
    of: "engine",
    mayImport: PRODUCT,
    packages: [],
    instead:
      "The engine is free of frameworks and wired from outside: take it as a field of EngineDeps (engine-deps.ts).",
  },
  ...SERVER_LAYERS,
  ...HANDLER_LAYERS,
  operatorLayer,
  ...UI_LAYERS,
  ...PROCESS_LAYERS,
  {
    of: "client",
    mayImport: [],
    packages: [],
    instead: "The client is a package of its own, for the backends of others: it knows nothing of the app.",
  },
  {
    of: "from-catalog",
    mayImport: ["domain/event-types", "schema-snapshots"],
    packages: [],
    instead: "The types of the client and the list of events are made from the event catalogue, and from nothing else.",
  },
  {
    of: "booking",
    mayImport: ["client", "generated/booking"],
    packages: ["zod", "pg", "@prisma/adapter-pg"],
    instead: "The booking backend stands for the backends of others: it knows Bellhop through the client only.",
  },
  {
    of: "schema-snapshots",
    mayImport: ["domain/event-types"],
    packages: [],
    instead: "Snapshots compare the event catalogue with its published versions, and know nothing else.",
  },
  { of: "dependencies", mayImport: [], instead: "The list of packages and their licenses is no part of the product." },
  { of: "lint", mayImport: [], instead: "The layers are about the product, and no part of it." },
];
