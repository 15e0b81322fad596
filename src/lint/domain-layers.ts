import type { Layer } from "#lint/layer.ts";

const DOMAIN = ["domain/*.ts", "domain/sql", "generated/prisma"];
const BOTTOM = ["domain/*.ts", "!domain/context.ts"];
const AUDITED = [...DOMAIN, "domain/audit"];

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

/** Folders of the product, each with those below it. */
export const DOMAIN_LAYERS: readonly Layer[] = [
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
