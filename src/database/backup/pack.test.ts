import { appendFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";
import { packDirectory, unpackInto } from "./pack.ts";

let directory: string;
const place = (name: string) => join(directory, name);
beforeEach(async () => {
  directory = makeDirectory();
  mkdirSync(place("data"));
  mkdirSync(place("unpacked"));
  // Random, so that the packed file is long.
  writeFileSync(place("data/rows"), Buffer.from(crypto.getRandomValues(new Uint8Array(50_000))));
  await packDirectory(directory, "data", place("data.tar.gz"));
});
afterEach(() => removeDirectory(directory));

const unpack = () => unpackInto(place("data.tar.gz"), place("unpacked"));

it("unpacks what was packed, though tar ends before its input does", async () => {
  // More than a pipe holds, behind the end of the archive.
  appendFileSync(place("data.tar.gz"), gzipSync(Buffer.alloc(4_000_000)));
  await unpack();
  expect(readFileSync(place("unpacked/data/rows"))).toEqual(readFileSync(place("data/rows")));
});

it("names what is wrong with a file that was cut off", async () => {
  truncateSync(place("data.tar.gz"), 30_000);
  await expect(unpack()).rejects.toThrow("unexpected end of file");
});

it("repeats what tar says when it cannot write", async () => {
  const nowhere = unpackInto(place("data.tar.gz"), place("nowhere"));
  await expect(nowhere).rejects.toThrow(/^tar failed: .*nowhere/);
  expect(readdirSync(place("unpacked"))).toEqual([]);
});
