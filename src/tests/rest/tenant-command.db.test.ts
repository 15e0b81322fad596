import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { authenticateOperatorKey } from "#domain/operator/authenticate-operator-key.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { runScript } from "#tests/run-script.ts";

let database: TestDatabase;
let settings: Record<string, string>;
beforeAll(async () => {
  database = await testDatabase();
  settings = {
    DATABASE_URL: database.url,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    EVENT_KEY: "e",
    AUTH_SECRET: "a".repeat(32),
  };
});
afterAll(() => database.close());

const script = join(import.meta.dirname, "..", "..", "..", "scripts", "tenant.ts");

const tenant = async (...args: string[]) => {
  const { PATH } = process.env;
  const env = { PATH, NODE_ENV: "test" as const, ...settings };
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

it("npm run tenant puts many from stdin, suspends and resumes several, and answers in JSON", async () => {
  const run = (args: string[], input?: string) => runScript("tenant", [...args, "--json"], { settings, input });
  const jsonOf = (stdout: string) => stdout.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
  const lines = ['{"id":"salon_1","name":"One","limits":{"webhooks":2}}', '{"id":"salon_2","name":"Two"}'];
  const put = await run(["add", "--stdin"], lines.join("\n"));
  expect(jsonOf(put.stdout)).toMatchObject([
    { id: "salon_1", created: true, limits: { webhooks: 2 } },
    { id: "salon_2", created: true },
  ]);
  expect(await run(["add", "--stdin"], `[${lines[0]},{"id":"salon 3","name":"Three"}]`)).toMatchObject({
    ok: false,
    stderr: expect.stringContaining("1.id: use 1 to 64"),
  });
  const suspended = await run(["suspend", "--id", "salon_1", "--id", "nobody", "--id", "salon_2"]);
  expect(suspended).toMatchObject({ ok: false, stderr: expect.stringContaining('There is no tenant "nobody"') });
  expect(jsonOf(suspended.stdout)).toMatchObject([
    { id: "salon_1", suspended: true },
    { id: "salon_2", suspended: true },
  ]);
  const resumed = jsonOf((await run(["resume", "--id", "salon_1"])).stdout);
  expect(resumed).toMatchObject([{ id: "salon_1", suspended: false }]);
  expect(jsonOf((await run(["list"])).stdout)).toMatchObject([
    { id: "salon_2", suspended: true, waiting: 0 },
    { id: "salon_1", suspended: false },
  ]);
});

it("npm run operator makes a key that works until it is revoked", async () => {
  const run = (...args: string[]) => runScript("operator", args, { settings });
  const made = await run(
    "key",
    "--name",
    "ci",
    "--scopes",
    "tenants:read,pauses:write",
    "--allow-from",
    "192.0.2.0/24",
  );
  const [key = ""] = /mok_\w+/.exec(made.stdout) ?? [];
  const use = () => authenticateOperatorKey(database.deps, key, { address: "192.0.2.7", userAgent: null });
  const { keyId, scopes } = await use();
  expect(scopes).toEqual(["tenants:read", "pauses:write"]);
  const listed = (await run("list", "--json")).stdout;
  expect(JSON.parse(listed)).toMatchObject({ id: keyId, name: "ci", allowedFrom: ["192.0.2.0/24"], revokedAt: null });
  expect(listed).not.toContain(key);
  expect(await run("revoke", keyId)).toMatchObject({ ok: true, stdout: expect.stringContaining("Revoked") });
  await expect(use()).rejects.toMatchObject({ code: "unauthorized" });
  for (const args of [["key", "--name", "x", "--scopes", "all"], ["revoke"]])
    expect(await run(...args), args.join(" ")).toMatchObject({ ok: false, stderr: expect.stringContaining("Usage") });
});

it("npm run operator pauses sending and resumes it, for several scopes", async () => {
  const run = (...args: string[]) => runScript("operator", args, { settings });
  const paused = await run("pause", "all", "host:Hooks.example.com", "--note", "fire", "--json");
  expect(paused).toMatchObject({ ok: true });
  const scopes = ["all", "host:hooks.example.com"];
  expect(
    paused.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toMatchObject(scopes.map((scope) => ({ scope, note: "fire", pausedBy: { id: "system" } })));
  expect((await run("pauses")).stdout).toContain("host:hooks.example.com\t");
  expect(await run("resume", ...scopes, "everything")).toMatchObject({
    ok: false,
    stdout: expect.stringContaining("Resumed all"),
    stderr: expect.stringContaining("Usage"),
  });
  expect(await database.deps.db.sendingPause.findMany({ where: { scope: { in: scopes } } })).toEqual([]);
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
