import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { loadKeys } from "#supervisor/keys.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

it("keys are made once, fit the settings, and only their owner may read them", () => {
  const dataDir = temporaryDirectory();
  const first = loadKeys({ dataDir, source: {}, hasData: false });

  expect(loadKeys({ dataDir, source: {}, hasData: true })).toEqual(first);
  expect(parseEnv(first)).toMatchObject({ ok: true, env: { MASTER_KEYS: [{ id: "k1" }] } });
  expect(statSync(join(dataDir, "keys.json")).mode & 0o077).toBe(0);
});

it("a key from the environment wins and is not written down", () => {
  const dataDir = temporaryDirectory();
  const source = { MASTER_KEYS: "k9:given" };

  expect(loadKeys({ dataDir, source, hasData: true }).MASTER_KEYS).toBe("k9:given");
  const kept: unknown = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8"));
  expect(kept).not.toHaveProperty("MASTER_KEYS");
});

it("EVENT_KEYS takes the place of an EVENT_KEY that was made before", () => {
  const dataDir = temporaryDirectory();
  const { EVENT_KEY } = loadKeys({ dataDir, source: {}, hasData: false });
  expect(EVENT_KEY).toMatch(/^evk_/);
  expect(loadKeys({ dataDir, source: { EVENT_KEYS: "a,b" }, hasData: true })).not.toHaveProperty("EVENT_KEY");
});

it("a file that is gone while its database is still there, or damaged, is not replaced by new keys", () => {
  const dataDir = temporaryDirectory();
  expect(() => loadKeys({ dataDir, source: {}, hasData: true })).toThrow("keys.json is gone");

  writeFileSync(join(dataDir, "keys.json"), "{");
  expect(() => loadKeys({ dataDir, source: {}, hasData: false })).toThrow("put it back");
  expect(readFileSync(join(dataDir, "keys.json"), "utf8")).toBe("{");
});
