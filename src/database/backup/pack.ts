import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/** Writes a directory as one file, and returns its size and SHA-256. */
export const packDirectory = async (
  parent: string,
  name: string,
  file: string,
): Promise<{ bytes: number; sha256: string }> => {
  const tar = spawn("tar", ["-cf", "-", "-C", parent, name], { stdio: ["ignore", "pipe", "pipe"] });
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new PassThrough();
  measure.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  const written = createWriteStream(file, { mode: 0o600, flags: "wx", flush: true });
  // Level 1: the rows are mostly compressed already, and the copy should not take a core for long.
  await Promise.all([ended(tar), pipeline(tar.stdout, createGzip({ level: 1 }), measure, written)]);
  return { bytes, sha256: hash.digest("hex") };
};

/** Unpacks into a directory; files belong to the calling user. */
export const unpackInto = async (file: string, directory: string): Promise<void> => {
  const tar = spawn("tar", ["-xof", "-", "-C", directory], { stdio: ["pipe", "ignore", "pipe"] });
  await Promise.all([ended(tar), pipeline(createReadStream(file), createGunzip(), tar.stdin)]);
};

const ended = async (child: ChildProcess & { stderr: Readable }): Promise<void> => {
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((done, failed) => {
    child.once("error", () =>
      failed(new Error("tar is not in PATH: install it, since it packs and unpacks the files.")),
    );
    child.once("close", done);
  });
  if (code !== 0) throw new Error(`tar failed: ${Buffer.concat(said).toString().trim()}`);
};
