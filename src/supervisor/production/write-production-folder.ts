import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isPackageFile, isProjectFile, PROJECT_FILES } from "./production-files.ts";
import { type LockedPackages, productionPackages } from "./production-packages.ts";

const MIB = 1024 * 1024;

/**
 * Copies what a production machine needs from a built checkout: sources, build and packages, and nothing for development. The folder
 * must be new or empty, since a mixture of two releases would start. Needs no network.
 *
 * @returns size on disk in MiB
 */
export const writeProductionFolder = (root: string, folder: string): number => {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty: name a new folder.`);
  if (!relative(root, folder).startsWith(".."))
    throw new Error(`${folder} is inside of the checkout: name one outside.`);
  const lock: { packages: LockedPackages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const paths = productionPackages(lock.packages);
  mkdirSync(folder, { recursive: true });
  for (const name of PROJECT_FILES)
    copy(join(root, name), join(folder, name), (path) => isProjectFile(within(root, path)));
  for (const path of paths) {
    const from = join(root, path);
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    copy(from, join(folder, path), (file) => isPackageFile(name, within(from, file)));
  }
  const packages = Object.fromEntries(paths.map((path) => [path, lock.packages[path]]));
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  return Math.round(bytesOf(folder) / MIB);
};

const within = (root: string, path: string): string => relative(root, path).split(sep).join("/");

const copy = (from: string, to: string, filter: (path: string) => boolean) => {
  mkdirSync(dirname(to), { recursive: true });
  // The build links to packages by relative paths, which must stay so.
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
};

/** Counts blocks, as `du` does. */
const bytesOf = (path: string): number => {
  const own = lstatSync(path);
  const below = own.isDirectory() ? readdirSync(path).map((name) => bytesOf(join(path, name))) : [];
  return below.reduce((sum, bytes) => sum + bytes, own.blocks * 512);
};
