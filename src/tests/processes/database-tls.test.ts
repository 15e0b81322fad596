import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createDatabase } from "#database/database.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { listen } from "#database/notify.ts";
import { createLogger } from "#server/logging/logger.ts";
import { DATABASE_CA_FILE, DATABASE_PEM } from "../fake-postgres.ts";
import { until } from "../until.ts";
import { makeDocumentedRoles } from "./documented-roles.ts";
import { POSTGRES_SERVERS, startServer } from "./postgres-servers.ts";
import { query } from "./query.ts";

const TRUSTED = `sslmode=verify-full&sslrootcert=${DATABASE_CA_FILE}`;
const log = createLogger("silent", "test");

/** Connections of the documented roles, and how many of them are encrypted. */
const CONNECTIONS = `
SELECT count(*)::int AS open, count(*) FILTER (WHERE s.ssl)::int AS encrypted, array_agg(DISTINCT a.usename::text) AS roles
FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) WHERE a.usename LIKE 'bellhop%'`;

describe.each(POSTGRES_SERVERS)("$name with a certificate of a private CA", (server) => {
  let admin: string;
  let plain: DatabaseUrls;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startServer(server, {
      files: { "server.pem": DATABASE_PEM },
      settings: { ssl: "on", ssl_cert_file: "../server.pem", ssl_key_file: "../server.pem" },
      access: [
        "host all postgres 127.0.0.1/32 scram-sha-256",
        "host all bellhop_app 127.0.0.1/32 password",
        "hostssl all all 127.0.0.1/32 scram-sha-256",
      ],
    });
    ({ url: admin, stop } = started);
    plain = await makeDocumentedRoles(admin);
  });
  afterAll(() => stop());

  const secured = (url: string, parameters = TRUSTED, hostname = "localhost") =>
    `${Object.assign(new URL(url), { hostname }).href}?${parameters}`;

  const ask = async (url: string) => {
    const { sql, close } = createDatabase(url, { log, connectionsMax: 1 });
    onTestFinished(close);
    return sql("SELECT 1 AS one");
  };

  it("is migrated, queried and listened to over TLS only", async () => {
    const urls = { owner: secured(plain.owner), app: secured(plain.app), engine: secured(plain.engine) };
    await migrateDatabase(urls);
    const { db, sql, close } = createDatabase(urls.engine, { log, connectionsMax: 1 });
    onTestFinished(close);
    const heard: string[] = [];
    const listener = listen(urls.engine, ["events"], (channel) => heard.push(channel), log);
    onTestFinished(listener.close);
    expect(await db.tenant.count()).toBe(0);
    expect(await sql("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    // The password is sent in clear here, which the verified certificate allows.
    expect(await ask(urls.app)).toEqual([{ one: 1 }]);
    await until("it listens", () => heard.length > 0);
    const connections = await until("those of the migrations have ended", async () =>
      (await query(admin, CONNECTIONS)).find(({ open }) => open === 3),
    );
    expect(connections).toEqual({ open: 3, encrypted: 3, roles: ["bellhop_app", "bellhop_engine"] });
  });

  const refusals: [string, (urls: DatabaseUrls) => string, RegExp][] = [
    ["the CA is not named", ({ engine }) => secured(engine, "sslmode=verify-full"), /unable to verify|self-signed/],
    [
      "the certificate is for another name",
      ({ engine }) => secured(engine, TRUSTED, "127.0.0.1"),
      /does not match certificate/,
    ],
    ["TLS is wanted and not asked for", ({ engine }) => engine, /no pg_hba.conf entry .* no encryption/],
    ["the password is wanted in clear without TLS", ({ app }) => app, /verified TLS only: add sslmode=verify-full/],
    [
      "the password is wanted in clear over unverified TLS",
      ({ app }) => secured(app, "sslmode=no-verify"),
      /verified TLS only/,
    ],
  ];
  it.each(refusals)("gets no password when %s", async (_, address, message) => {
    await expect(ask(address(plain))).rejects.toThrow(message);
  });
});
