import { randomBytes } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { watchKeyFile } from "#server/secrets/key-file.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bellhop-"));
  file = join(directory, "keys.json");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Replaces the file as a whole, as the commands do. */
const write = (...ids: string[]) => {
  const keys = ids.map((id) => `${id}:${randomBytes(32).toString("base64")}`).join(",");
  writeFileSync(`${file}.new`, JSON.stringify({ MASTER_KEYS: keys }));
  renameSync(`${file}.new`, file);
};

const idsOf = (keys: readonly { id: string }[] | null) => keys?.map(({ id }) => id) ?? null;

it("a process that starts after a rotation gets the file's keys, then changes only", () => {
  write("k2", "k1");
  const reload = watchKeyFile(file);
  expect(idsOf(reload())).toEqual(["k2", "k1"]);
  expect(reload()).toBeNull();
  write("k2");
  expect(idsOf(reload())).toEqual(["k2"]);
  expect(reload()).toBeNull();
});

it("a missing or damaged file changes nothing, and is read once it is valid again", () => {
  const reload = watchKeyFile(file);
  expect(reload()).toBeNull();
  writeFileSync(file, "{");
  expect(reload()).toBeNull();
  write("k1");
  expect(idsOf(reload())).toEqual(["k1"]);
});

it("a process without a key file gets no keys", () => expect(watchKeyFile(undefined)()).toBeNull());
