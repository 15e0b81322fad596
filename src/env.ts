import { readFileSync } from "node:fs";
import { z } from "zod";
import { brandSettings, DEFAULT_BRAND_NAME, senderName } from "#brand-settings.ts";
import { UNKNOWN_TENANTS } from "#domain/unknown-tenants.values.ts";
import { addressFamily, isPublicAddress, type NetworkRule, parseNetworks } from "#domain/url-policy/networks.ts";
import { specialUseSuffix } from "#domain/url-policy/special-use-names.ts";

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Parses `500ms`, `30s`, `5m`, `24h` into milliseconds. */
const duration = (bounds: { minMs: number; maxMs: number; hint: string }) =>
  z
    .string()
    .regex(/^\d+(ms|s|m|h)$/, "write a number and a unit, like 500ms, 30s, 5m or 24h")
    .transform((text) => {
      const [, amount = "0", unit = "ms"] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
      return Number(amount) * DURATION_UNITS[unit as keyof typeof DURATION_UNITS];
    })
    .refine((ms) => ms >= bounds.minMs && ms <= bounds.maxMs, `use a time ${bounds.hint}`);

const flag = z.enum(["0", "1", "true", "false"], "use 1 or 0").transform((text) => text === "1" || text === "true");

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "use a PostgreSQL address such as postgresql://user:password@host:5432/database");

const networks = z.string().transform((text, context): NetworkRule[] => {
  const parsed = parseNetworks(text);
  if (parsed.ok) return parsed.networks;
  context.addIssue({
    code: "custom",
    message: `"${parsed.bad}" is not a network; use a list such as 10.0.0.0/8,::1/128`,
  });
  return z.NEVER;
});

const egressProxy = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/?#\s]+\/?$/.test(text) && URL.canParse(text) && !/%(?![2-7][\da-f])/i.test(text),
    "use the address of an HTTP proxy such as http://proxy.example.com:3128",
  )
  .transform((text) => new URL(text));

/** Parses `id:base64(32 bytes)`, comma-separated. The first key seals. */
export const masterKeys = z.string().transform((text, context) => {
  const keys = text.split(",").map((entry) => {
    const [id = "", encoded = ""] = entry.trim().split(/:(.*)/s);
    return { id, key: Buffer.from(encoded, "base64") };
  });
  const isUnique = new Set(keys.map(({ id }) => id)).size === keys.length;
  if (isUnique && keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,32}$/.test(id) && key.length === 32)) return keys;
  context.addIssue({
    code: "custom",
    message: "use id:base64 of 32 bytes, comma-separated, each id once; make one with: openssl rand -base64 32",
  });
  return z.NEVER;
});

const count = (min: number, max: number) => {
  const hint = `use a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, hint)
    .transform(Number)
    .refine((number) => number >= min && number <= max, hint);
};

const smtpUrl = z
  .string()
  .refine(
    (text) => /^smtps?:\/\/[^/]/.test(text) && URL.canParse(text) && !/%(?![\da-f]{2})/i.test(text),
    "use a mail server's address such as smtp://user:password@mail.example.com:587, or smtps:// for port 465",
  );

const sender = z
  .string()
  .regex(
    /^(?:[^\p{Cc}<>@,;:"]*<[^\s\p{Cc}<>@,;:"]+@[^\s\p{Cc}<>@,;"]+>|[^\s\p{Cc}<>@,;:"]+@[^\s\p{Cc}<>@,;"]+)$/u,
    "use an address such as hooks@example.com, or a name and an address: Bellhop <hooks@example.com>",
  );

/** Public Ed25519 key (RFC 8037). Refuses `d`, the private part. */
const publicKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().min(1),
  d: z.never({ error: "holds a private key" }).optional(),
});

const publicKeys = z.string().transform((text, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  let json: string;
  try {
    json = text.trimStart().startsWith("{") ? text : readFileSync(text, "utf8");
  } catch {
    return refuse(`the file ${text} cannot be read; give a JSON Web Key Set or the path of one`);
  }
  const parsed = z.object({ keys: z.array(publicKey).min(1) }).safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  if (parsed.error.issues.some(({ path }) => path.at(-1) === "d"))
    return refuse(
      "holds a private key (d): give only the public part, and make a new key pair, since this private key is exposed",
    );
  return refuse('use {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"…","x":"…"}]}, the public keys of the platform');
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Refuses wildcards, which would let in the owner of any subdomain. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\/[a-z\d.:[\]-]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const origins = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every(isOrigin),
    "use origins without a path or a slash at the end, such as https://app.example.com",
  );

/** Comma-separated. All are valid at once, so a key can be replaced without a gap. */
const eventKeys = z
  .string()
  .transform((text) => text.split(",").map((key) => key.trim()))
  .refine((keys) => keys.every(Boolean), "use keys with a comma between them, none empty");

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

/** Durations are in milliseconds. */
export type Env = ReturnType<typeof withDerived>;

const withDerived = (values: z.output<typeof schema>) => {
  const embeddedDatabase = values.DATABASE_URL === undefined;
  const seedDemo = values.SEED_DEMO ?? embeddedDatabase;
  const inngestDev = values.INNGEST_DEV !== undefined && !["", "0", "false"].includes(values.INNGEST_DEV);
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
