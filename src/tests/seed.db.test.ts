import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { runScript } from "#tests/run-script.ts";

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await testDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "bellhop-"));
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await database.close();
});

/** Seeds the demo data as each start does. */
const seed = async (EVENT_KEY: string) => {
  const settings = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    EVENT_KEY,
  };
  expect(await runScript("../prisma/seed", [], { settings })).toMatchObject({ ok: true, stderr: "" });
};

it("each start writes the current event key into demo.json, and changes nothing else in it", async () => {
  const file = join(dataDir, "demo.json");
  await seed("evk_first");
  const first = JSON.parse(readFileSync(file, "utf8"));
  expect(first).toMatchObject({ eventKey: "evk_first", tenants: [{ id: "salon-aurora" }, { id: "studio-linden" }] });

  await seed("evk_second");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ...first, eventKey: "evk_second" });
  expect(statSync(file).mode & 0o077).toBe(0);

  rmSync(file);
  await seed("evk_third");
  expect(existsSync(file)).toBe(false);
});
