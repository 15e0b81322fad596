import { z } from "zod";
import { brandSettings, DEFAULT_BRAND_NAME, senderName } from "#brand-settings.ts";
import { UNKNOWN_TENANTS } from "#domain/unknown-tenants.values.ts";
import { addressFamily, isPublicAddress, parseNetworks } from "#domain/url-policy/networks.ts";
import { specialUseSuffix } from "#domain/url-policy/special-use-names.ts";
import {
  count,
  duration,
  egressProxy,
  eventKeys,
  flag,
  masterKeys,
  networks,
  origins,
  postgresUrl,
  publicKeys,
  sender,
  smtpUrl,
  timeOfDay,
} from "#setting-values.ts";

const ORIGIN_HINT = "use an origin without a path, such as https://webhooks.example.com";

const schema = z.object({
  PORT: count(1, 65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_PORT: count(1, 65_535).optional(),
  DRAIN_DELAY: duration({ minMs: 0, maxMs: 300_000, hint: "from 0s to 300s" }).prefault("5s"),
  BASE_URL: z
    .url({ protocol: /^https?$/, error: ORIGIN_HINT })
    .refine((text) => !URL.canParse(text) || new URL(text).href === `${new URL(text).origin}/`, ORIGIN_HINT)
    // Writes the origin as browsers do, since requests are compared with it.
    .transform((text) => new URL(text).origin)
    .optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_ENGINE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: count(5, 500).prefault("20"),
  COMPACT_AT: timeOfDay.prefault("03:30"),
  SEED_DEMO: flag.optional(),
  ENGINE: z.enum(["inngest", "embedded"], "use inngest or embedded").optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_DEV: z.string().optional(),
  INNGEST_BASE_URL: z.string().optional(),
  INNGEST_API_BASE_URL: z.string().optional(),
  INNGEST_ENV: z.string().optional(),
  EVENT_KEY: z.string().min(1).optional(),
  EVENT_KEYS: eventKeys.optional(),
  MASTER_KEYS: masterKeys.optional(),
  /** Set by the supervisor. A rotation changes this file. */
  MASTER_KEYS_FILE: z.string().optional(),
  AUTH_SECRET: z.string().min(16, "use at least 16 characters").optional(),
  PORTAL_JWKS: publicKeys.optional(),
  PORTAL_ISSUER: z.string().min(1).max(200).default("mais"),
  PORTAL_ORIGINS: origins.default([]),
  PORTAL_CREATES_TENANTS: flag.default(false),
  WEBHOOK_HEADER_PREFIX: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/, "use letters and digits, like MAIS")
    .default("MAIS"),
  WEBHOOK_RETRY_COUNT: count(0, 20).default(5),
  WEBHOOK_RETRY_WINDOW: duration({ minMs: 100, maxMs: 30 * 86_400_000, hint: "from 100ms to 720h" }).prefault("24h"),
  WEBHOOK_TIMEOUT: duration({ minMs: 100, maxMs: 120_000, hint: "from 100ms to 120s" }).prefault("10s"),
  WEBHOOK_ALLOW_NETWORKS: networks.optional(),
  WEBHOOK_DENY_NETWORKS: networks.prefault(""),
  WEBHOOK_PROXY: egressProxy.optional(),
  TRUSTED_PROXIES: networks.prefault(""),
  KEEP_ALIVE_TIMEOUT: duration({ minMs: 1_000, maxMs: 3_600_000, hint: "from 1s to 1h" }).prefault("65s"),
  RETENTION_DAYS: count(1, 3_650).default(30),
  TENANT_STORAGE_MB: count(1, 1_000_000_000).optional(),
  UNKNOWN_TENANTS: z.enum(UNKNOWN_TENANTS, "use refuse, reject_event or create").default("refuse"),
  SMTP_URL: smtpUrl.optional(),
  EMAIL_FROM: sender.optional(),
  ...brandSettings,
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], "use debug, info, warn, error or silent")
    .default("info"),
  LOG_FORMAT: z.enum(["json", "text"], "use json or text").optional(),
  ACCESS_LOG: count(0, 1_000_000).default(100),
  METRICS_PORT: count(1, 65_535).optional(),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  METRICS_TENANTS: flag.default(false),
  /** Read by the OpenTelemetry SDK itself; named here to know whether tracing is wanted. */
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_RESOURCE_ATTRIBUTES: z.string().optional(),
  WEBHOOK_TRACEPARENT: flag.default(false),
});

/** Durations are in milliseconds, times of day in minutes. */
export type Env = ReturnType<typeof withDerived>;

const withDerived = (values: z.output<typeof schema>) => {
  const embeddedDatabase = values.DATABASE_URL === undefined;
  const seedDemo = values.SEED_DEMO ?? embeddedDatabase;
  // Reads the value as Inngest's SDK does: neither case nor white space at the ends matters.
  const inngestDev = !["", "0", "false"].includes((values.INNGEST_DEV ?? "").trim().toLowerCase());
  const demoNetworks = seedDemo && isLoopback(values.HOST) ? parseNetworks("127.0.0.0/8,::1/128") : null;
  const baseUrl = values.BASE_URL ?? `http://localhost:${values.PORT}`;
  const isLocal = isLoopback(values.HOST) && isLoopback(new URL(baseUrl).hostname);
  return {
    ...values,
    BASE_URL: baseUrl,
    BRAND_NAME: values.BRAND_NAME ?? DEFAULT_BRAND_NAME,
    EMAIL_FROM:
      values.EMAIL_FROM ?? `${senderName(values.BRAND_NAME ?? "")} <${senderAddress(values.SMTP_URL, baseUrl)}>`,
    embeddedDatabase,
    /** Shows the first key on pages. */
    eventKeys: [...new Set([...(values.EVENT_KEY ? [values.EVENT_KEY] : []), ...(values.EVENT_KEYS ?? [])])],
    isDevelopment: values.NODE_ENV === "development",
    isInngestDev: inngestDev,
    inngestApiUrl: inngestApiUrlOf(values, inngestDev),
    SEED_DEMO: seedDemo,
    ENGINE: values.ENGINE ?? (values.INNGEST_SIGNING_KEY || inngestDev ? ("inngest" as const) : ("embedded" as const)),
    WEBHOOK_ALLOW_NETWORKS: values.WEBHOOK_ALLOW_NETWORKS ?? (demoNetworks?.ok ? demoNetworks.networks : []),
    /** Requires both names, since a loopback HOST may serve a reverse proxy. */
    isLocal,
    tracesWanted: tracesWanted(values),
    /** Trusts links that this machine signs, if other machines cannot reach it. */
    acceptsOwnPortalLinks: values.PORTAL_JWKS === undefined && isLocal,
    /** Needs no password, so other machines must not reach it. */
    offersDemoSignIn: seedDemo && isLocal,
    allowsDemoNetworks: values.WEBHOOK_ALLOW_NETWORKS === undefined && demoNetworks !== null,
  };
};

/** Follows the SDK's own rules: an exporter or an address turns tracing on, `none` and OTEL_SDK_DISABLED turn it off. */
const tracesWanted = (values: z.output<typeof schema>): boolean => {
  if (values.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true") return false;
  if (values.OTEL_TRACES_EXPORTER !== undefined) return values.OTEL_TRACES_EXPORTER.trim() !== "none";
  return (values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined;
};

const INNGEST_DEV_SERVER = "http://localhost:8288";
const INNGEST_CLOUD = "https://api.inngest.com";

/** Resolves the address as Inngest's SDK does; null for a value that is no address. */
const inngestApiUrlOf = (
  { INNGEST_API_BASE_URL, INNGEST_BASE_URL, INNGEST_DEV }: z.output<typeof schema>,
  isDev: boolean,
): string | null => {
  const named = INNGEST_API_BASE_URL || INNGEST_BASE_URL || (URL.canParse(INNGEST_DEV ?? "") ? INNGEST_DEV : "");
  const url = named || (isDev ? INNGEST_DEV_SERVER : INNGEST_CLOUD);
  return URL.canParse(url) ? url : null;
};

const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1", "::1", "[::1]"].includes(host);

/** Prefers the SMTP account, since many servers accept no other address. */
const senderAddress = (smtpUrl: string | undefined, baseUrl: string): string => {
  const account = smtpUrl ? new URL(smtpUrl).username.replaceAll(/%40/gi, "@") : "";
  if (sender.safeParse(account).success) return account;
  const { hostname } = new URL(baseUrl);
  return `bellhop@${/^\[|^[\d.]+$/.test(hostname) ? "localhost" : hostname}`;
};

/** Reports one line per problem, with the variable and what to write. */
export const parseEnv = (
  source: Record<string, string | undefined>,
): { ok: true; env: Env } | { ok: false; problems: string[] } => {
  // Treats an empty variable as unset, as .env files mean it.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) {
    const env = withDerived(result.data);
    const problems = [...findUnsafe(env), ...findShared(env)];
    return problems.length > 0 ? { ok: false, problems } : { ok: true, env };
  }
  return {
    ok: false,
    problems: result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  };
};

/** Refuses valid settings that together would let strangers run our functions. */
const findUnsafe = ({ ENGINE, INNGEST_SIGNING_KEY, isInngestDev, BASE_URL }: Env): string[] => {
  if (ENGINE !== "inngest") return [];
  if (!isInngestDev)
    return INNGEST_SIGNING_KEY
      ? []
      : ["INNGEST_SIGNING_KEY: required with ENGINE=inngest; for a development server set INNGEST_DEV"];
  return isPublicOrigin(BASE_URL)
    ? [`INNGEST_DEV: unset it, since ${BASE_URL} is public and in dev mode unsigned calls are answered`]
    : [];
};

/** Compares ports also where their hosts differ, since 0.0.0.0 takes the port of all addresses. */
const findShared = ({ PORT, WORKER_PORT, METRICS_PORT }: Env): string[] => [
  ...(METRICS_PORT === PORT ? ["METRICS_PORT: use another port than PORT, which is open to everybody"] : []),
  ...(WORKER_PORT !== undefined && WORKER_PORT === METRICS_PORT
    ? ["METRICS_PORT: use another port than WORKER_PORT"]
    : []),
];

/** Excludes private networks, special-use names and names without a dot. */
const isPublicOrigin = (origin: string): boolean => {
  const hostname = new URL(origin).hostname.replace(/^\[|\]$/g, "");
  if (addressFamily(hostname) !== 0) return isPublicAddress(hostname);
  return hostname.includes(".") && specialUseSuffix(hostname) === null;
};

let cached: Env | undefined;

/** Ends the process with one line per bad variable and exit code 1. */
export const env = (): Env => {
  if (cached) return cached;
  const result = parseEnv(process.env);
  if (!result.ok) {
    for (const problem of result.problems) console.error(`Bad setting ${problem}`);
    process.exit(1);
  }
  cached = result.env;
  return cached;
};

/**
 * Avoids reads through the C library: Inngest's SDK copies the environment in each call, an eighth of a run's
 * cost (measured).
 */
export const freezeProcessEnv = (): void => {
  process.env = { ...process.env };
};
