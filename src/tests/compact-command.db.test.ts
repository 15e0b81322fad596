import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";
import { runScript } from "#tests/run-script.ts";

const FAILING = "kept_ccnew";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  // Looks like the rest of a rebuild, and its constraint needs it.
  await query(
    database.url,
    `ALTER TABLE tenant ADD CONSTRAINT ${FAILING} UNIQUE (id, name)`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${FAILING}'::regclass`,
  );
});
afterAll(() => database.close());

const compact = (...args: string[]) => {
  const { app, engine, owner } = database.urls;
  const settings = { DATABASE_URL: app, DATABASE_ENGINE_URL: engine, DATABASE_OWNER_URL: owner };
  return runScript("compact", args, { settings });
};

it("an index that fails gives the exit code 1, after the line of the night", async () => {
  const { ok, stderr } = await compact("--indexes-only");
  expect(ok).toBe(false);
  const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: "index not compacted", index: FAILING, err: { code: "2BP01" } },
    { msg: "indexes compacted", failed: 1 },
  ]);
});

it("the plain command prints why an index failed, and gives the exit code 1", async () => {
  const { ok, stdout, stderr } = await compact();
  expect(ok).toBe(false);
  expect(stdout).toMatch(new RegExp(`^${FAILING}: 0\\.0 MB, failed: cannot drop index`, "m"));
  expect(stderr).toContain("Indexes that failed: 1.");
});
