import { createHash } from "node:crypto";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

const FORMAT = 1;
const MANIFEST = "backup.json";

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  kind: z.enum(["embedded", "external"]),
  createdAt: z.iso.datetime(),
  /** Version of Bellhop. */
  version: z.string(),
  /** Major version of the server, and for an external database of the pg_dump that read it. */
  postgres: z.int(),
  pgDump: z.int().optional(),
  file: z.enum(["data.tar.gz", "database.dump"]),
  bytes: z.int(),
  sha256: z.string(),
  /** Rows of each table, counted in the snapshot that the file holds. */
  rows: z.record(z.string(), z.int()),
});

/** Describes a backup in its directory: `backup.json` beside the one file with the rows. */
export type BackupManifest = z.output<typeof manifestSchema>;

export const writeManifest = (directory: string, manifest: Omit<BackupManifest, "format">): void =>
  writeFileSync(join(directory, MANIFEST), `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });

/** Throws with a line for people when the directory holds no finished backup. */
export const readManifest = (directory: string): BackupManifest => {
  const file = join(directory, MANIFEST);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(
      `${directory} holds no backup: ${MANIFEST} is missing. Name a directory that npm run backup wrote.`,
    );
  }
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${file} was not written by npm run backup of this version, or was changed.`);
  return parsed.data;
};

/** Refuses a file that was cut off or changed since. */
export const checkFile = async (directory: string, { file, sha256 }: BackupManifest): Promise<string> => {
  const path = join(directory, file);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash).catch((error: Error) => {
    throw new Error(`${path} cannot be read (${error.message}).`);
  });
  if (hash.digest("hex") === sha256) return path;
  throw new Error(`${path} is not the file that the backup wrote: its SHA-256 differs. Copy the backup again.`);
};

export const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
