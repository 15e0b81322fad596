import { DriverAdapterError } from "@prisma/driver-adapter-utils";
import { expect, it } from "vitest";
import { DatabaseClient } from "#database/database-client.ts";
import { runMigrationScript } from "#database/migrations/run-migration-script.ts";
import { testDatabase } from "#tests/database.ts";

const CREATE = 'CREATE INDEX CONCURRENTLY "tenant_twice_idx" ON "tenant"("name");';

it("an index that was built before its migration was recorded is kept, and a broken one is built again", async () => {
  const database = await testDatabase();
  const client = new DatabaseClient({ connectionString: database.url });
  await client.connect();
  const migrate = () => runMigrationScript(async (text) => (await client.query(text)).rowCount ?? 0, CREATE);
  const index = async () => {
    const { rows } = await client.query(
      "SELECT indexrelid, indisvalid FROM pg_index WHERE indexrelid = to_regclass('tenant_twice_idx')",
    );
    return rows[0];
  };
  try {
    await migrate();
    const built = await index();
    expect(built).toMatchObject({ indisvalid: true });
    await migrate();
    expect(await index()).toEqual(built);
    // As PostgreSQL leaves it after an interrupted build.
    await client.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass('tenant_twice_idx')");
    await migrate();
    expect(await index()).toMatchObject({ indisvalid: true });
  } finally {
    await client.end();
    await database.close();
  }
});

it.each(["55P03", "40P01"])("a script that PostgreSQL ended with %s runs again", async (originalCode) => {
  const runs: string[] = [];
  const execute = async (text: string) => {
    runs.push(text);
    if (runs.length === 2) throw new DriverAdapterError({ kind: "TransactionWriteConflict", originalCode });
    return 0;
  };
  await runMigrationScript(execute, "SELECT 1");
  expect(runs.slice(1)).toEqual(["SELECT 1", "SELECT 1"]);
});

it("another error ends the migration", async () => {
  const execute = async (text: string) => {
    if (text === "SELECT 1")
      throw new DriverAdapterError({
        kind: "postgres",
        code: "42703",
        severity: "ERROR",
        message: "",
        originalCode: "42703",
        detail: undefined,
        column: undefined,
        hint: undefined,
      });
    return 0;
  };
  await expect(runMigrationScript(execute, "SELECT 1")).rejects.toThrow(DriverAdapterError);
});
