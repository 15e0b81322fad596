import { EventEmitter } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDatabase } from "#database/database.ts";
import { DatabaseClient } from "#database/database-client.ts";
import { createMigrationAdapters } from "#database/migrations/migration-adapter.ts";
import { listen } from "#database/notify.ts";
import { READS_PACKED, SESSION_SETTINGS, sessionOptions } from "#database/session-settings.ts";
import { createKnownClients } from "#database/watch-connections.ts";
import type { LogFields } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { createLogger } from "#server/logging/logger.ts";
import { ASKS, DATABASE_CA_FILE, refusal, startFakePostgres, WELCOME } from "#tests/fake-postgres.ts";

const PASSWORD = "never-in-clear";
const SCRAM_ONLY = "?require_auth=scram-sha-256";

const address = (port: number, parameters = "", host = "127.0.0.1") =>
  `postgresql://bellhop:${PASSWORD}@${host}:${port}/bellhop${parameters}`;

const connect = async (url: string) => {
  const client = new DatabaseClient({ connectionString: url });
  client.on("error", () => {});
  onTestFinished(() => client.end());
  return client.connect();
};

const failure = (trying: Promise<unknown>): Promise<Error> =>
  trying.then(
    () => expect.fail("it was let in"),
    (error: Error) => error,
  );

/** Rejects with the first warning of the listening connection. */
const hear = (url: string) =>
  new Promise<never>((_, reject) => {
    const log = { ...createLogger("silent", "test"), warn: ({ err }: LogFields) => reject(err) };
    const listener = listen(url, ["tenant"], () => {}, log);
    onTestFinished(() => listener.close());
  });

const unproven = { "in clear": [ASKS.cleartext], "as MD5": [ASKS.md5] };

describe.each(Object.entries(unproven))("a server that asks for the password %s", (_, answers) => {
  it("gets no password, and the error says what to do", async () => {
    const fake = await startFakePostgres(answers);
    const { message } = await failure(connect(address(fake.port)));
    expect(message).toMatch(
      /verified TLS only: add sslmode=verify-full .* or give the role a password .*scram-sha-256/,
    );
    expect(message).not.toContain(PASSWORD);
    expect(fake.said()).toBe("");
  });

  it("gets no password over TLS without certificate verification", async () => {
    const fake = await startFakePostgres(answers, true);
    const { message } = await failure(connect(address(fake.port, "?sslmode=no-verify", "localhost")));
    expect(message).toContain("verified TLS only");
    expect(fake.said()).toBe("");
  });

  it("gets no password over verified TLS when the address asks for SCRAM", async () => {
    const fake = await startFakePostgres(answers, true);
    const parameters = `${SCRAM_ONLY}&sslmode=verify-full&sslrootcert=${DATABASE_CA_FILE}`;
    const { message } = await failure(connect(address(fake.port, parameters, "localhost")));
    expect(message).toContain("did not prove by SCRAM");
    expect(fake.said()).toBe("");
  });

  it("gets the password over TLS with a verified certificate", async () => {
    const fake = await startFakePostgres([...answers, WELCOME], true);
    await connect(address(fake.port, `?sslmode=verify-full&sslrootcert=${DATABASE_CA_FILE}`, "localhost"));
    expect(fake.said()).toMatch(answers[0] === ASKS.cleartext ? new RegExp(PASSWORD) : /md5[\da-f]{32}/);
  });
});

describe("a stranger on the port of the embedded server", () => {
  const strangers = {
    "asks in clear": [ASKS.cleartext],
    "asks as MD5": [ASKS.md5],
    "asks for nothing": [WELCOME],
    "asks by SCRAM and lets in without its own proof": [ASKS.scram, WELCOME],
  };

  it.each(Object.entries(strangers))("that %s gets no query", async (_, answers) => {
    const fake = await startFakePostgres(answers);
    const error = await failure(connect(address(fake.port, SCRAM_ONLY)));
    expect(error.message).toContain("did not prove by SCRAM");
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(fake.said()).not.toContain(PASSWORD);
    expect(fake.said()).not.toContain("md5");
  });

  it("never counts as connected", async () => {
    const fake = await startFakePostgres([WELCOME]);
    const pool = new pg.Pool({ Client: DatabaseClient, connectionString: address(fake.port, SCRAM_ONLY) });
    onTestFinished(() => pool.end());
    const connected: unknown[] = [];
    pool.on("connect", (client) => connected.push(client));
    await failure(pool.query("SELECT 1"));
    expect(connected).toEqual([]);
  });

  it("gets no query from the pool, Prisma, the listener or the migrations", async () => {
    const fake = await startFakePostgres([WELCOME]);
    const url = address(fake.port, SCRAM_ONLY);
    const { db, sql, close } = createDatabase(url, { log: createLogger("silent", "test") });
    const adapters = createMigrationAdapters(url);
    onTestFinished(async () => {
      await close();
      await adapters.dispose();
    });
    const migrate = async () => (await adapters.factory.connect()).executeScript("SELECT 1");
    const attempts = [() => sql("SELECT 1"), () => db.tenant.findFirst(), migrate, () => hear(url)];
    for (const attempt of attempts) expect((await failure(attempt())).message).toContain("did not prove by SCRAM");
    expect(fake.said()).toBe("");
  });
});

it("a version of pg that sends passwords in another way is refused before it connects", () => {
  expect(() => Reflect.construct(DatabaseClient, [{ connection: new EventEmitter() }])).toThrow("another way");
  expect(pg.Connection.prototype).toHaveProperty("password");
});

it("a server that asks for an unknown kind of authentication is refused", () => {
  expect(() => new DatabaseClient({ connectionString: address(1, "?require_auth=md5") })).toThrow("scram-sha-256");
});

describe("the start packet", () => {
  const optionsOf = async (config: pg.ClientConfig) => {
    const fake = await startFakePostgres([WELCOME]);
    const client = new DatabaseClient({ ...config, ...(config.host ? { port: fake.port } : {}) });
    onTestFinished(() => client.end());
    if (config.connectionString) Object.assign(client, { port: fake.port });
    await client.connect();
    return fake.startups[0]?.options;
  };

  it.each([
    ["", READS_PACKED],
    ["?application_name=ops%20%26%20caf%C3%A9", `${READS_PACKED}, ops & café`],
  ])("names this release, and keeps the name of the address %s", async (parameters, name) => {
    const fake = await startFakePostgres([WELCOME]);
    const client = new DatabaseClient({ connectionString: address(fake.port, parameters) });
    onTestFinished(() => client.end());
    await client.connect();
    expect(fake.startups[0]?.application_name).toBe(name);
  });

  it("carries the settings of a session, with a backslash before a space", async () => {
    const options = await optionsOf({ connectionString: address(1) });
    for (const name of Object.keys(SESSION_SETTINGS)) expect(options).toContain(`-c ${name}=`);
    expect(options).toContain("-c DateStyle=ISO,\\ MDY");
  });

  const addresses = {
    "an address with parameters": address(1, "?application_name=x"),
    "a password with a bare percent sign": address(1).replace(PASSWORD, "a%zz"),
    "a password with a space": address(1).replace(PASSWORD, "a b"),
  };
  it.each(Object.entries(addresses))("carries the session settings for %s", async (_, connectionString) => {
    expect(await optionsOf({ connectionString })).toBe(sessionOptions());
  });

  it("keeps the options of the address and puts ours last", async () => {
    const asked = "-c search_path=a%2Bb -c jit=on";
    const expected = `-c search_path=a+b -c jit=on ${sessionOptions()}`;
    expect(await optionsOf({ connectionString: address(1, `?options=${asked.replaceAll(" ", "%20")}`) })).toBe(
      expected,
    );
    expect(await optionsOf({ host: "127.0.0.1", user: "a", options: "-c jit=on" })).toBe(
      `-c jit=on ${sessionOptions()}`,
    );
  });
});

it.each(["prefer", "require", "verify-ca"])("sslmode=%s verifies the certificate", async (mode) => {
  const fake = await startFakePostgres([WELCOME], true);
  const { message } = await failure(connect(address(fake.port, `?sslmode=${mode}`, "localhost")));
  expect(message).toContain("unable to verify");
  await connect(address(fake.port, `?sslmode=${mode}&sslrootcert=${DATABASE_CA_FILE}`, "localhost"));
});

it("a pooler that rejects options leads to an error that names the page to read", async () => {
  const fake = await startFakePostgres([refusal("unsupported startup parameter: options")]);
  const { message } = await failure(connect(address(fake.port)));
  expect(message).toMatch(/^unsupported startup parameter: options \(.*docs\/operating\/database\.md/);
});

it("every connection of the product comes from this client", () => {
  const root = join(import.meta.dirname, "..", "..");
  const files = ["src", "scripts", "prisma"].flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.m?tsx?$/.test(file) && !/\.test\.tsx?$|^tests\/|^generated\//.test(file))
      .map((file) => join(directory, file)),
  );
  expect(files).toContain(join("src", "database", "database.ts"));
  expect(new (createKnownClients().Client)()).toBeInstanceOf(DatabaseClient);
  const others = files.filter((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const isPg = /from "pg"|adapter-pg"/.test(text) && !/Client: (DatabaseClient|known\.Client)\b/.test(text);
    // An adapter over a given pool opens no connection.
    return isPg && /new (pg\.)?(Client|Pool)\(|new PrismaPg\((?!pool\))/.test(text);
  });
  expect(others).toEqual([]);
});
