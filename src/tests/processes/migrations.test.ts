import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { databaseUrl, type RunningPostgres, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { createMigration } from "#database/migrations/create-migration.ts";
import {
  applyMigrations,
  diagnoseMigrations,
  diffSchema,
  type PrismaFiles,
} from "#database/migrations/schema-engine.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { until } from "../until.ts";
import { query } from "./query.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const dataDir = makeDirectory();
let server: RunningPostgres;

beforeAll(async () => {
  server = await startPostgres({ dataDir, isDurable: false });
});

afterAll(async () => {
  await server.stop();
  removeDirectory(dataDir);
});

const newDatabase = async (): Promise<string> => {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  return databaseUrl(server.url, name);
};

const PARENT_AND_CHILD = `
datasource db {
  provider = "postgresql"
}
model Parent {
  id       String  @id
  children Child[]
  @@map("parent")
}
model Child {
  id       String @id
  parentId String @map("parent_id")
  parent   Parent @relation(fields: [parentId], references: [id], onDelete: Cascade)
  @@map("child")
}
`;

const newFiles = (): PrismaFiles => {
  const directory = temporaryDirectory();
  const files = { schema: join(directory, "schema.prisma"), migrations: join(directory, "migrations") };
  writeFileSync(files.schema, PARENT_AND_CHILD);
  return files;
};

const tables = async (url: string) =>
  (await query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).map(
    (row) => row.tablename,
  );

const databases = async () =>
  (await query(server.url, "SELECT datname FROM pg_database ORDER BY 1")).map((row) => row.datname);

const NOW = new Date("2026-12-01T10:20:30Z");

describe("a new migration", () => {
  it("is written from the schema, leaves the main database unchanged and no shadow database behind", async () => {
    const url = await newDatabase();
    await query(url, "CREATE TABLE bystander (id int)");
    const before = await databases();
    const files = newFiles();

    const directory = await createMigration({ url, name: "first", now: NOW, files });

    expect(basename(directory ?? "")).toBe("20261201102030_first");
    expect(readFileSync(join(directory ?? "", "migration.sql"), "utf8")).toContain('CREATE TABLE "child"');
    expect(await tables(url)).toEqual(["bystander"]);
    expect(await databases()).toEqual(before);
  });

  it("holds only the difference to the earlier migrations, and comes after them", async () => {
    const url = await newDatabase();
    const files = newFiles();
    await createMigration({ url, name: "first", now: NOW, files });
    await applyMigrations(url, files);
    appendFileSync(files.schema, 'model Other {\n  id String @id\n  @@map("other")\n}\n');

    const directory = await createMigration({ url, name: "second", now: new Date(NOW.getTime() - 60_000), files });

    const sql = readFileSync(join(directory ?? "", "migration.sql"), "utf8");
    expect(sql).toContain('CREATE TABLE "other"');
    expect(sql).not.toContain("parent");
    expect(readdirSync(files.migrations)).toEqual([
      "20261201102030_first",
      "20261201102031_second",
      "migration_lock.toml",
    ]);
    expect(await tables(url)).toEqual(["_prisma_migrations", "child", "parent"]);
    expect(await applyMigrations(url, files)).toEqual(["20261201102031_second"]);
  });

  it("is not written for an unchanged schema, whatever SQL was added by hand", async () => {
    const url = await newDatabase();
    const files = newFiles();
    const directory = (await createMigration({ url, name: "first", now: NOW, files })) ?? "";
    appendFileSync(
      join(directory, "migration.sql"),
      `CREATE UNIQUE INDEX by_hand ON child (parent_id) WHERE id <> 'a;b';
       ALTER TABLE child ADD CONSTRAINT child_check CHECK (id <> '');
       ALTER TABLE child ENABLE ROW LEVEL SECURITY;
       CREATE POLICY child_policy ON child USING (id = current_setting('app.id', true));
       CREATE FUNCTION by_hand() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`,
    );

    expect(await createMigration({ url, name: "second", now: NOW, files })).toBeNull();
    expect(readdirSync(files.migrations)).toEqual(["20261201102030_first", "migration_lock.toml"]);
    expect(await applyMigrations(url, files)).toEqual(["20261201102030_first"]);
    expect(await query(url, "SELECT by_hand()")).toEqual([{ by_hand: 2 }]);
  });

  it.each(["", "Add Note", "../x", "a__b", "x".repeat(61)])("is refused under the name %j", async (name) => {
    const files = newFiles();
    await expect(createMigration({ url: server.url, name, now: NOW, files })).rejects.toThrow("not a name");
    expect(existsSync(files.migrations)).toBe(false);
  });
});

describe("applying migrations", () => {
  it("records them as Prisma's own CLI does, and a repeat applies nothing", async () => {
    const url = await newDatabase();
    const files = newFiles();
    const directory = (await createMigration({ url, name: "first", now: NOW, files })) ?? "";

    expect(await diagnoseMigrations(url, files)).toMatchObject({ pending: ["20261201102030_first"] });
    expect(await applyMigrations(url, files)).toEqual(["20261201102030_first"]);
    expect(await applyMigrations(url, files)).toEqual([]);

    const checksum = createHash("sha256")
      .update(readFileSync(join(directory, "migration.sql")))
      .digest("hex");
    const [row, ...more] = await query(url, "SELECT * FROM _prisma_migrations");
    expect(more).toEqual([]);
    expect(row).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum,
      finished_at: expect.any(Date),
      migration_name: "20261201102030_first",
      logs: null,
      rolled_back_at: null,
      started_at: expect.any(Date),
      applied_steps_count: 1,
    });
    expect(await diagnoseMigrations(url, files)).toEqual({ pending: [], unknown: [], edited: [], failed: [] });
  });

  it("runs once for two simultaneous starts", async () => {
    const url = await newDatabase();
    const files = newFiles();
    await createMigration({ url, name: "first", now: NOW, files });

    const applied = await Promise.all([applyMigrations(url, files), applyMigrations(url, files)]);

    expect(applied.flat()).toEqual(["20261201102030_first"]);
  });

  it("stops at a failed one with PostgreSQL's message, and goes no further on a repeat", async () => {
    const url = await newDatabase();
    const files = newFiles();
    mkdirSync(join(files.migrations, "20261201000000_bad"), { recursive: true });
    writeFileSync(join(files.migrations, "migration_lock.toml"), 'provider = "postgresql"\n');
    writeFileSync(join(files.migrations, "20261201000000_bad", "migration.sql"), "SELECT no_such_function();");

    await expect(applyMigrations(url, files)).rejects.toThrow(/no_such_function\(\) does not exist(?!.*0: )/s);
    await expect(applyMigrations(url, files)).rejects.toThrow("20261201000000_bad");
    expect(await diagnoseMigrations(url, files)).toMatchObject({ failed: ["20261201000000_bad"] });
  });
});

describe("while the system works", () => {
  const addMigration = ({ migrations }: PrismaFiles, name: string, sql: string) => {
    mkdirSync(join(migrations, name));
    writeFileSync(join(migrations, name, "migration.sql"), sql);
  };
  const prepared = async () => {
    const url = await newDatabase();
    const files = newFiles();
    await createMigration({ url, name: "first", now: NOW, files });
    await applyMigrations(url, files);
    return { url, files };
  };

  it("a migration waits for a table that is in use, and holds up nobody else meanwhile", async () => {
    const { url, files } = await prepared();
    addMigration(files, "20270101000000_note", 'ALTER TABLE "parent" ADD COLUMN "note" TEXT;');
    const reader = new Client({ connectionString: url });
    await reader.connect();
    await reader.query("BEGIN; SELECT FROM parent");
    const applied = applyMigrations(url, files);
    const waiting = () =>
      query(url, "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER%'");
    await until("the migration waits", async () => (await waiting()).length > 0);
    expect(await query(url, "SELECT count(*)::int AS n FROM parent")).toEqual([{ n: 0 }]);
    await reader.end();
    expect(await applied).toEqual(["20270101000000_note"]);
  });

  it("an index whose build failed is built again, without a trace of the first one", async () => {
    const { url, files } = await prepared();
    await query(url, "INSERT INTO parent VALUES ('1')", "INSERT INTO child VALUES ('1', '1'), ('2', '1')");
    const name = "20270101000000_index";
    addMigration(files, name, 'CREATE UNIQUE INDEX CONCURRENTLY "child_once" ON "child"("parent_id");');
    await expect(applyMigrations(url, files)).rejects.toThrow("child_once");
    const valid = () => query(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'child_once'::regclass");
    expect(await valid()).toEqual([{ indisvalid: false }]);
    await query(url, "DELETE FROM child WHERE id = '2'");
    expect(await applyMigrations(url, files)).toEqual([name]);
    expect(await valid()).toEqual([{ indisvalid: true }]);
  });
});

it("a broken connection is reported as such", async () => {
  const breaking = createServer((socket) => socket.once("data", () => socket.end())).listen(0, "127.0.0.1");
  await once(breaking, "listening");
  onTestFinished(() => void breaking.close());
  const address = breaking.address();
  const port = typeof address === "object" ? address?.port : 0;
  await expect(applyMigrations(`postgresql://a:b@127.0.0.1:${port}/c`)).rejects.toThrow(
    "The database connection failed: Connection terminated unexpectedly",
  );
});

describe("the product's own migrations", () => {
  it("give the same database as the schema", async () => {
    const url = await newDatabase();
    expect(await diffSchema(url)).toBeNull();
    await applyMigrations(url);
    expect(await tables(url)).toContain("webhook_delivery");
  });
});
