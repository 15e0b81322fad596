import { readFileSync } from "node:fs";
import { join } from "node:path";

type Version = { version: string; commit: string | null };

const COMMIT_CHARS = 10;

let known: Version | undefined;

/** Version of package.json, and the commit where the program runs from a clone. Read once. */
export const readVersion = (root = process.cwd()): Version => {
  known ??= { version: JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version, commit: commitOf(root) };
  return known;
};

/** Reads the files of Git, since the program `git` may be missing. */
const commitOf = (root: string): string | null => {
  const read = (name: string) => readFileSync(/* turbopackIgnore: true */ join(root, ".git", name), "utf8").trim();
  try {
    const head = read("HEAD");
    const name = /^ref: (.+)$/.exec(head)?.[1];
    const hash = name === undefined ? head : looseOrPacked(read, name);
    return /^[\da-f]{40,64}$/.test(hash) ? hash.slice(0, COMMIT_CHARS) : null;
  } catch {
    return null;
  }
};

const looseOrPacked = (read: (name: string) => string, name: string): string => {
  try {
    return read(name);
  } catch {
    const line = read("packed-refs")
      .split("\n")
      .find((one) => one.endsWith(` ${name}`));
    return line?.split(" ", 1)[0] ?? "";
  }
};
