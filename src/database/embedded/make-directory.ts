import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Avoids recursive `mkdirSync`, which never ends below /proc. */
export const makeDirectory = (path: string): void => {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) return;
  if (existing) throw new Error(`DATA_DIR: ${path} is a file. Choose a directory that can be written to.`);
  if (dirname(path) !== path) makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw new Error(
      `DATA_DIR: ${path} can't be made (${(error as Error).message}). Choose a directory that can be written to.`,
    );
  }
};
