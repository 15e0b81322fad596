import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv as parseDotEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { TIMEOUTS } from "#server/http-server/http-server.ts";

const read = (source: Record<string, string>) => {
  const result = parseEnv(source);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.env;
};

describe("settings", () => {
  it("have complete defaults: embedded database, embedded engine, demo, five retries over a day", () => {
    expect(read({})).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      BASE_URL: "http://localhost:3000",
      ENGINE: "embedded",
      SEED_DEMO: true,
      WEBHOOK_RETRY_COUNT: 5,
      WEBHOOK_RETRY_WINDOW: 86_400_000,
      WEBHOOK_TIMEOUT: 10_000,
      KEEP_ALIVE_TIMEOUT: TIMEOUTS.keepAliveMs,
      allowsDemoNetworks: true,
    });
  });

  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
  ])("read %s as a duration", (text, ms) => expect(read({ WEBHOOK_RETRY_WINDOW: text }).WEBHOOK_RETRY_WINDOW).toBe(ms));

  it.each([
    [{}, 210],
    [{ COMPACT_AT: "" }, 210],
    [{ COMPACT_AT: "00:00" }, 0],
    [{ COMPACT_AT: "23:59" }, 1_439],
    [{ COMPACT_AT: "off" }, null],
  ])("with %j indexes are compacted at minute %j of the day", (source: Record<string, string>, minute) =>
    expect(read(source).COMPACT_AT).toBe(minute),
  );

  it.each(["24:00", "3:30", "03:60", "03:30Z", "0", "never"])("refuse COMPACT_AT=%s", (COMPACT_AT) =>
    expect(parseEnv({ COMPACT_AT })).toEqual({
      ok: false,
      problems: ["COMPACT_AT: use a time of day in UTC such as 03:30, or off"],
    }),
  );

  it.each([
    ["HTTPS://Hooks.Example.com", "https://hooks.example.com"],
    ["https://hooks.example.com:443/", "https://hooks.example.com"],
    ["http://localhost:3000/", "http://localhost:3000"],
  ])("take BASE_URL=%s for %s", (text, origin) => expect(read({ BASE_URL: text }).BASE_URL).toBe(origin));

  it.each(["http://x.com/path", "http://x.com?a", "http://user@x.com", "ftp://x.com", "x.com"])(
    "refuse BASE_URL=%s",
    (BASE_URL) => expect(parseEnv({ BASE_URL })).toMatchObject({ problems: [expect.stringMatching(/^BASE_URL: use/)] }),
  );

  it.each(["0x10", "1e3", " ", " 80", "80.0", "+80", "-1", "0", "65536"])("refuse PORT=%j", (PORT) =>
    expect(parseEnv({ PORT })).toEqual({ ok: false, problems: ["PORT: use a whole number from 1 to 65535"] }),
  );

  it("of .env.example are the defaults, on any port", () => {
    const example = parseDotEnv(readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8"));
    expect(read({ ...(example as Record<string, string>), PORT: "4000" })).toEqual(read({ PORT: "4000" }));
  });

  it.each([
    [{ PORT: "3000", METRICS_PORT: "3000" }, /^METRICS_PORT: use another port than PORT/],
    [{ WORKER_PORT: "3001", METRICS_PORT: "3001" }, /^METRICS_PORT: use another port than WORKER_PORT$/],
  ])("refuse one port for two servers: %j", (given, problem) => {
    expect(parseEnv(given)).toMatchObject({ problems: [expect.stringMatching(problem)] });
  });

  it("open the metrics to this machine only", () => {
    expect(read({ METRICS_PORT: "9464" })).toMatchObject({ METRICS_HOST: "127.0.0.1", METRICS_TENANTS: false });
  });

  it.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: "hooks" }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/v1/traces" }, true],
    [{ OTEL_TRACES_EXPORTER: "console" }, true],
    [{ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }, false],
    [{ OTEL_SDK_DISABLED: "true", OTEL_TRACES_EXPORTER: "console" }, false],
  ])("with %o traces are wanted: %j", (source: Record<string, string>, isWanted) =>
    expect(read(source).tracesWanted).toBe(isWanted),
  );

  it("count an empty variable as unset", () => {
    expect(read({ PORT: "", DATABASE_URL: "", WEBHOOK_TIMEOUT: "" })).toMatchObject({
      PORT: 3000,
      embeddedDatabase: true,
    });
  });

  it.each([
    [{}, []],
    [{ EVENT_KEY: "a,b" }, ["a,b"]],
    [{ EVENT_KEYS: "new, old" }, ["new", "old"]],
    [{ EVENT_KEY: "own", EVENT_KEYS: "new,own" }, ["own", "new"]],
  ])("with %o the event keys are %j", (source, keys) => expect(read(source).eventKeys).toEqual(keys));

  it.each(["a,,b", ",", "a,"])("refuse EVENT_KEYS=%s", (EVENT_KEYS) =>
    expect(parseEnv({ EVENT_KEYS })).toMatchObject({ problems: [expect.stringMatching(/^EVENT_KEYS: use keys/)] }),
  );

  it.each([
    [{}, "embedded"],
    [{ INNGEST_SIGNING_KEY: "signkey-prod-1" }, "inngest"],
    [{ INNGEST_DEV: "1" }, "inngest"],
    [{ INNGEST_DEV: "http://localhost:8288" }, "inngest"],
    [{ INNGEST_DEV: "0" }, "embedded"],
    [{ INNGEST_DEV: " False" }, "embedded"],
    [{ INNGEST_DEV: "1", ENGINE: "embedded" }, "embedded"],
  ])("with %o the engine is %s", (source, engine) => expect(read(source).ENGINE).toBe(engine));

  it("allow loopback only for the demo on a loopback host, unless networks are named", () => {
    expect(read({}).WEBHOOK_ALLOW_NETWORKS).toHaveLength(2);
    expect(read({ HOST: "0.0.0.0" }).WEBHOOK_ALLOW_NETWORKS).toEqual([]);
    expect(read({ SEED_DEMO: "0" }).WEBHOOK_ALLOW_NETWORKS).toEqual([]);
    expect(read({ DATABASE_URL: "postgres://h/d" }).WEBHOOK_ALLOW_NETWORKS).toEqual([]);
    expect(read({ WEBHOOK_ALLOW_NETWORKS: "10.0.0.0/8" }).WEBHOOK_ALLOW_NETWORKS).toHaveLength(1);
    expect(read({}).WEBHOOK_DENY_NETWORKS).toEqual([]);
    expect(read({ WEBHOOK_DENY_NETWORKS: "198.51.100.7,2001:db8::/32" }).WEBHOOK_DENY_NETWORKS).toHaveLength(2);
  });

  it.each([
    [{}, "Bellhop <bellhop@localhost>"],
    [{ BASE_URL: "https://hooks.example.com" }, "Bellhop <bellhop@hooks.example.com>"],
    [{ BASE_URL: "http://10.0.0.7:3000" }, "Bellhop <bellhop@localhost>"],
    [{ SMTP_URL: "smtps://post%40salon.example:hush@mail.example.com" }, "Bellhop <post@salon.example>"],
    [{ SMTP_URL: "smtp://apikey:hush@mail.example.com", BASE_URL: "https://x.io" }, "Bellhop <bellhop@x.io>"],
    [{ EMAIL_FROM: "Salon Tools <hooks@salon.example>" }, "Salon Tools <hooks@salon.example>"],
  ])("with %o emails come from %s", (source, from) => expect(read(source).EMAIL_FROM).toBe(from));

  it.each([
    { SMTP_URL: "mail.example.com:587" },
    { SMTP_URL: "https://mail.example.com" },
    { SMTP_URL: "smtp://" },
    { SMTP_URL: "smtp://user:hush%zz@mail.example.com" },
    { EMAIL_FROM: "hooks" },
    { EMAIL_FROM: "a@b.example, c@d.example" },
    { EMAIL_FROM: "A <a@b.example>\r\nBcc: c@d.example" },
  ])("refuse %o without repeating a password", (source) => {
    const result = parseEnv(source);
    expect(result.ok ? [] : result.problems).toEqual([expect.stringMatching(`^${Object.keys(source)[0]}: use `)]);
    expect(JSON.stringify(result)).not.toContain("hush");
  });

  it("report every bad variable on its own line, with what to write instead", () => {
    const result = parseEnv({
      PORT: "http",
      DATABASE_URL: "mysql://x",
      WEBHOOK_TIMEOUT: "10",
      MASTER_KEYS: "k1:short",
      ENGINE: "bull",
      WEBHOOK_ALLOW_NETWORKS: "10.0.0.0/99",
      WEBHOOK_DENY_NETWORKS: "example.com",
      SEED_DEMO: "maybe",
      BASE_URL: "http://x.com/path",
    });
    const problems = result.ok ? [] : result.problems;
    for (const name of [
      "PORT",
      "DATABASE_URL",
      "WEBHOOK_TIMEOUT",
      "MASTER_KEYS",
      "ENGINE",
      "WEBHOOK_ALLOW_NETWORKS",
      "WEBHOOK_DENY_NETWORKS",
      "SEED_DEMO",
      "BASE_URL",
    ])
      expect(problems.filter((line) => line.startsWith(`${name}: `))).toHaveLength(1);
    expect(problems.join()).toContain("10.0.0.0/99");
    expect(problems.join()).not.toContain("short");
  });
});

it("ENGINE=inngest needs a signing key, or a development server", () => {
  expect(parseEnv({ ENGINE: "inngest" })).toEqual({
    ok: false,
    problems: [expect.stringMatching(/^INNGEST_SIGNING_KEY: required/)],
  });
  expect(parseEnv({ ENGINE: "inngest", INNGEST_DEV: "1" }).ok).toBe(true);
});

describe("INNGEST_DEV, with which unsigned calls are answered", () => {
  it.each(["https://hooks.salon.com", "http://hooks.salon.com:3000", "http://8.8.8.8", "http://[2606:4700::1111]"])(
    "is refused for %s, which others can reach",
    (BASE_URL) => {
      const result = parseEnv({ ENGINE: "inngest", INNGEST_DEV: "1", INNGEST_SIGNING_KEY: "signkey-prod-1", BASE_URL });
      expect(result).toEqual({ ok: false, problems: [expect.stringMatching(/^INNGEST_DEV: /)] });
    },
  );

  it.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://10.1.2.3", "http://app:3000", "http://app.local"])(
    "is fine for %s",
    (BASE_URL) => expect(parseEnv({ ENGINE: "inngest", INNGEST_DEV: "1", BASE_URL }).ok).toBe(true),
  );

  it("is ignored with the embedded engine", () =>
    expect(parseEnv({ ENGINE: "embedded", INNGEST_DEV: "1", BASE_URL: "https://hooks.salon.com" }).ok).toBe(true));
});

it("TRUSTED_PROXIES is empty unless networks are named", () => {
  expect(read({}).TRUSTED_PROXIES).toEqual([]);
  expect(read({ TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).TRUSTED_PROXIES).toHaveLength(2);
  expect(parseEnv({ TRUSTED_PROXIES: "proxy.local" })).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^TRUSTED_PROXIES: "proxy.local" is not a network/)],
  });
});

it("offer the demo sign-in without a password only on a host that no other machine reaches", () => {
  expect(read({})).toMatchObject({ offersDemoSignIn: true, isLocal: true });
  expect(read({ BASE_URL: "http://[::1]:3000", HOST: "::1" }).offersDemoSignIn).toBe(true);
  expect(read({ SEED_DEMO: "0" }).offersDemoSignIn).toBe(false);
  expect(read({ HOST: "0.0.0.0" }).offersDemoSignIn).toBe(false);
  expect(read({ BASE_URL: "https://hooks.example.com" })).toMatchObject({
    offersDemoSignIn: false,
    allowsDemoNetworks: true,
  });
});

describe("settings of the hand-off", () => {
  const refusalOf = (source: Record<string, string>) => {
    const result = parseEnv(source);
    return result.ok ? null : result.problems.join("\n");
  };
  const key = { kty: "OKP", crv: "Ed25519", kid: "p1", x: "A".repeat(43) };
  const jwks = JSON.stringify({ keys: [key] });

  it("take a key set or the path of a key set", () => {
    expect(read({ PORTAL_JWKS: jwks }).PORTAL_JWKS).toEqual({ keys: [key] });
    const directory = mkdtempSync(join(tmpdir(), "bellhop-"));
    const file = join(directory, "jwks.json");
    writeFileSync(file, jwks);
    expect(read({ PORTAL_JWKS: file }).PORTAL_JWKS).toEqual({ keys: [key] });
    rmSync(directory, { recursive: true });
    expect(refusalOf({ PORTAL_JWKS: file })).toContain("cannot be read");
  });

  it.each([
    ["a private key", { ...key, d: "B".repeat(43) }, "private key"],
    ["another kind of key", { ...key, kty: "RSA" }, "use {"],
    ["a key without a name", { ...key, kid: undefined }, "use {"],
  ])("refuse %s, without repeating it", (_, bad, reason) => {
    const refusal = refusalOf({ PORTAL_JWKS: JSON.stringify({ keys: [key, bad] }) });
    expect(refusal).toContain(reason);
    expect(refusal).not.toContain("BBBB");
  });

  it("take exact origins only", () => {
    const origins = "https://app.example.com, https://other.example.com:8443";
    expect(read({ PORTAL_ORIGINS: origins }).PORTAL_ORIGINS).toEqual(origins.split(", "));
    for (const bad of [
      "https://a.example.com/",
      "https://a.example.com/x",
      "*",
      "https://*.example.com",
      "a.example.com",
      "'self'",
    ])
      expect(refusalOf({ PORTAL_ORIGINS: bad })).toContain("use origins");
  });

  it("are off by default, and our own links open the dashboard on loopback only", () => {
    expect(read({})).toMatchObject({ PORTAL_ORIGINS: [], PORTAL_CREATES_TENANTS: false, acceptsOwnPortalLinks: true });
    expect(read({ HOST: "0.0.0.0" }).acceptsOwnPortalLinks).toBe(false);
    expect(read({ BASE_URL: "https://hooks.example.com" }).acceptsOwnPortalLinks).toBe(false);
    expect(read({ PORTAL_JWKS: jwks }).acceptsOwnPortalLinks).toBe(false);
  });
});
