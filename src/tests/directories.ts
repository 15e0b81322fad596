import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Creates a directory that every user may enter, as PostgreSQL needs when root runs the tests. */
export const makeDirectory = (): string => {
  const directory = join(tmpdir(), `bellhop-${randomUUID()}`);
  mkdirSync(directory);
  return directory;
};

/** Removes the directory and the target of its link. */
export const removeDirectory = (directory: string): void => {
  const link = join(directory, "postgres");
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(readlinkSync(link), { recursive: true, force: true });
  }
  rmSync(directory, { recursive: true, force: true });
};
