import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const script = join(import.meta.dirname, "..", "..", "..", "scripts", "tenant.ts");

const tenant = async (...args: string[]) => {
  const { PATH } = process.env;
  const MASTER_KEYS = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
  const env = {
    PATH,
    NODE_ENV: "test" as const,
    DATABASE_URL: database.url,
    MASTER_KEYS,
    EVENT_KEY: "e",
    AUTH_SECRET: "a".repeat(32),
  };
  const run = promisify(execFile)(process.execPath, [script, ...args], { env });
  return run.then(
    ({ stdout }) => ({ ok: true, text: stdout }),
    (error: { stderr: string }) => ({ ok: false, text: error.stderr }),
  );
};

it("npm run tenant adds a tenant repeatably, prints a working key, lists the tenant and removes it", async () => {
  expect(await tenant("add", "--id", "salon_x", "--name", "Salon X")).toEqual({
    ok: true,
    text: "Tenant salon_x: Salon X\n",
  });
  const again = await tenant("add", "--id", "salon_x", "--name", "Salon Y", "--key", "--expires-days", "30");
  const [key = ""] = /mwk_live_\w+/.exec(again.text) ?? [];
  expect(again.text).toMatch(/works until \d{4}-/);
  const { actor, scopes } = await authenticateApiKey(database.deps, key);
  expect(actor.tenantId).toBe("salon_x");
  expect(scopes).toHaveLength(6);
  const sandbox = await tenant("add", "--id", "salon_x", "--name", "Salon Y", "--key", "--test");
  const [testKey = ""] = /mwk_test_\w+/.exec(sandbox.text) ?? [];
  expect((await authenticateApiKey(database.deps, testKey)).actor.mode).toBe("test");
  expect((await tenant("list")).text).toMatch(/^salon_x\tSalon Y\t\d{4}-/);
  expect((await tenant("list")).text).not.toContain("mwk_live");
  expect((await tenant("remove", "--id", "salon_x")).ok).toBe(true);
  expect(await tenant("remove", "--id", "salon_x")).toMatchObject({
    ok: false,
    text: expect.stringContaining("There is no tenant"),
  });
  await expect(authenticateApiKey(database.deps, key)).rejects.toMatchObject({ code: "unauthorized" });
});

it.each([
  [["add", "--id", "x"]],
  [["add", "--id", "a b", "--name", "x"]],
  [["add", "--id", "a", "--name", "x", "--key", "--expires-days", "0"]],
  [["add", "--id", "a", "--name", "x", "--expires-days", "9"]],
  [["add", "--id", "a", "--name", "x", "--test"]],
  [["remove"]],
  [["nonsense"]],
  [[]],
])("%j ends with a line that says how to use it", async (args) => {
  expect(await tenant(...args)).toMatchObject({ ok: false, text: expect.stringContaining("Usage") });
});
