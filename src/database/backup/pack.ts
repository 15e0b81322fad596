import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { PassThrough, type Readable, type Writable } from "node:stream";
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

/** Unpacks into a directory; files belong to the calling user. Waits for tar after a failure too, so that the directory can be removed. */
export const unpackInto = async (file: string, directory: string): Promise<void> => {
  const tar = spawn("tar", ["-xof", "-", "-C", directory], { stdio: ["pipe", "ignore", "pipe"] });
  const read = pipeline(createReadStream(file), createGunzip(), feed(tar.stdin));
  // A file that cannot be read makes tar fail too.
  for (const part of await Promise.allSettled([read, ended(tar)])) if (part.status === "rejected") throw part.reason;
};

/** Writes the input of a program. Drops what the program does not read: tar may end at the last file, before its input ends. */
const feed = (input: Writable) => async (chunks: AsyncIterable<Buffer>) => {
  input.on("error", () => {});
  try {
    for await (const chunk of chunks) await new Promise((written) => input.write(chunk, written));
  } finally {
    input.end();
  }
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
