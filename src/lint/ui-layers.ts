import { type Layer, PRODUCT } from "#lint/layer.ts";

const SHARED_UI = ["components", "features/*.ts", "trpc/client.tsx", "trpc/live-address.ts", "trpc/routers/_app.ts"];
const SCHEMAS = [
  "domain/**/*.schema.ts",
  "domain/**/*.values.ts",
  "domain/event-types/customer-name.ts",
  "domain/event-types/event-families.ts",
  "domain/event-types/schema-fields.ts",
  "domain/event-types/wildcards.ts",
];

/** Allowed imports between features. Missing arrows would point upwards. */
const FEATURES: Record<string, readonly string[]> = {
  auth: [],
  booking: [],
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
    "booking",
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

/** Primitives, features and pages. */
export const UI_LAYERS: readonly Layer[] = [
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
