/** Import rule of one folder within `src`. Imports from the same folder are always allowed. */
export type Layer = {
  /** Folder under `src`, or a glob of files. When two rows match a file, the later row wins. */
  of: string;
  /** Allowed folders, files and globs under `src`; a leading `!` removes a match of earlier entries. */
  mayImport: readonly string[];
  /** Packages allowed besides Node's own; default: all. */
  packages?: readonly string[];
  /** Lint message: says what to do instead. */
  instead: string;
};

const DOMAIN = ["domain/*.ts", "domain/sql", "generated/prisma"];
const BOTTOM = ["domain/*.ts", "!domain/context.ts"];
const AUDITED = [...DOMAIN, "domain/audit"];

/** Operator use cases see all tenants: only the operator's handler and commands may call them. */
const PRODUCT = ["domain", "!domain/operator"];

const inDomain = (name: string, mayImport: readonly string[], instead: string): Layer => ({
  of: `domain/${name}`,
  mayImport,
  packages: ["zod"],
  instead,
});

const pure = "This is the bottom of the domain: pure rules over their input, without Deps.";
const downwards =
  "The domain knows no framework and nothing above it (recoveries → events → deliveries → subscriptions → signing, url-policy, " +
  "event-types → errors): move the shared part down, or take it as a field of Deps (domain/context.ts).";

const DOMAIN_LAYERS: readonly Layer[] = [
  inDomain(
    "*.ts",
    [
      "generated/prisma",
      "domain/sql",
      "domain/api-keys/known-api-keys.ts",
      "domain/event-types/platform-types.ts",
      "domain/limits",
      "domain/pauses",
      "domain/storage",
      "domain/url-policy",
    ],
    downwards,
  ),
  inDomain("sql", BOTTOM, pure),
  inDomain("json", BOTTOM, pure),
  inDomain("url-policy", BOTTOM, pure),
  inDomain("brand", BOTTOM, pure),
  inDomain("signing", BOTTOM, pure),
  inDomain("event-types", [...BOTTOM, "domain/json"], pure),
  inDomain("platform-types", [...DOMAIN, "domain/event-types", "domain/json"], downwards),
  inDomain("limits", [...BOTTOM, "domain/json", "domain/url-policy"], pure),
  inDomain("http", [...BOTTOM, "domain/json", "domain/limits"], pure),
  inDomain("storage", [...DOMAIN, "domain/limits"], downwards),
  inDomain("audit", [...DOMAIN, "domain/limits"], downwards),
  inDomain("pauses", [...DOMAIN, "domain/url-policy"], downwards),
  inDomain("tenants", [...DOMAIN, "domain/pauses"], downwards),
  inDomain("idempotency", DOMAIN, downwards),
  inDomain("api-keys", AUDITED, downwards),
  inDomain(
    "subscriptions",
    [...AUDITED, "domain/pauses", "domain/signing", "domain/url-policy", "domain/event-types"],
    downwards,
  ),
  inDomain("search", [...DOMAIN, "domain/event-types", "domain/follow"], downwards),
  inDomain(
    "deliveries",
    [...AUDITED, "domain/json", "domain/event-types", "domain/pauses", "domain/search", "domain/subscriptions"],
    downwards,
  ),
  inDomain("events", [...AUDITED, "domain/event-types", "domain/deliveries", "domain/search"], downwards),
  inDomain("follow", BOTTOM, pure),
  inDomain("figures", [...DOMAIN, "domain/event-types", "domain/follow", "domain/subscriptions"], downwards),
  inDomain(
    "recoveries",
    [...AUDITED, "domain/event-types", "domain/events", "domain/deliveries", "domain/subscriptions"],
    downwards,
  ),
  inDomain("notifications", [...AUDITED, "domain/event-types", "domain/sessions"], downwards),
  inDomain("sealing", [...DOMAIN, "domain/subscriptions"], downwards),
  inDomain("sessions", [...AUDITED, "domain/brand"], downwards),
  inDomain("portal", [...AUDITED, "domain/brand", "domain/sessions", "domain/tenants"], downwards),
  inDomain("users", [...AUDITED, "domain/sessions", "domain/tenants"], downwards),
  inDomain(
    "members",
    [...AUDITED, "domain/sessions", "domain/tenants", "domain/users", "domain/notifications"],
    downwards,
  ),
  inDomain("health", [...DOMAIN, "domain/limits", "domain/pauses"], downwards),
  inDomain("operator", ["domain", "generated/prisma"], downwards),
  inDomain("retention", [...DOMAIN, "domain/figures", "domain/idempotency", "domain/storage"], downwards),
  inDomain("erase", [...AUDITED, "domain/event-types", "domain/idempotency", "domain/storage"], downwards),
];

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

const SHARED_UI = ["components", "features/*.ts", "trpc/client.tsx", "trpc/live-address.ts", "trpc/routers/_app.ts"];
const SCHEMAS = [
  "domain/**/*.schema.ts",
  "domain/**/*.values.ts",
  "domain/event-types/event-families.ts",
  "domain/event-types/schema-fields.ts",
  "domain/event-types/wildcards.ts",
];

/** Allowed imports between features. Missing arrows would point upwards. */
const FEATURES: Record<string, readonly string[]> = {
  auth: [],
  labels: [],
  storage: [],
  shell: ["auth"],
  catalog: ["auth", "labels"],
  events: ["auth", "labels", "shell", "deliveries", "log"],
  deliveries: ["auth", "labels", "shell", "storage"],
  playground: ["auth", "labels", "shell", "deliveries"],
  webhooks: ["auth", "labels", "shell", "storage", "deliveries", "playground"],
  settings: ["auth", "labels", "shell", "storage"],
  texts: [
    "auth",
    "catalog",
    "deliveries",
    "events",
    "home",
    "labels",
    "log",
    "playground",
    "settings",
    "shell",
    "storage",
    "webhooks",
    "command",
    "documents",
  ],
  home: ["auth", "labels", "shell", "storage", "deliveries", "webhooks"],
  log: ["auth", "labels", "shell", "storage", "deliveries", "webhooks", "playground"],
  command: ["auth", "labels", "shell"],
  design: [],
  documents: ["auth", "labels", "shell"],
};

const inFeature =
  "A feature reads through the tRPC client and knows of the domain only schemas, and names and fields of events. What several features show goes into features/labels.";

const UI_LAYERS: readonly Layer[] = [
  { of: "components", mayImport: [], instead: "A primitive knows nothing of webhooks: pass it what it shows." },
  { of: "features/*.ts", mayImport: [...SCHEMAS, ...SHARED_UI], instead: inFeature },
  ...Object.entries(FEATURES).map(([name, others]) => ({
    of: `features/${name}`,
    mayImport: [...SCHEMAS, ...SHARED_UI, ...others.map((other) => `features/${other}`)],
    instead: inFeature,
  })),
  {
    of: "app",
    mayImport: [
      ...PRODUCT,
      "components",
      "features",
      "trpc",
      "inngest",
      "rest/openapi.ts",
      "rest/routes.ts",
      "server",
      "booking",
      "env.ts",
    ],
    instead: "Routes and pages wire handlers and features: SQL belongs to the domain, processes to web/ and worker/.",
  },
];

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
  { of: "dependencies", mayImport: [], instead: "The list of packages and their licences is no part of the product." },
  { of: "lint", mayImport: [], instead: "The layers are about the product, and no part of it." },
];
