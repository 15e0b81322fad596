import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./run-to-end.mjs";
import { showProgress } from "./show-progress.mjs";

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

/**
 * Tells whether node_modules fits package-lock.json. Compares contents, since times change with every
 * checkout.
 * @param {string} root
 */
export const isInstalled = (root) => {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return (
    Object.entries(wanted).every(
      // Allows missing optional packages, which may be for another machine.
      ([path, entry]) => path === "" || entry.optional || entry.devOptional || isSame(entry, installed[path]),
    ) && Object.entries(installed).every(([path, entry]) => isSame(entry, wanted[path]))
  );
};

/**
 * Tells whether each installed package is the one of package-lock.json, and there are some. Packages for development and for
 * the build may be missing.
 * @param {string} root
 */
export const isInstalledForProduction = (root) => {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  const entries = Object.entries(installed);
  return entries.length > 0 && entries.every(([path, entry]) => isSame(entry, wanted[path]));
};

/**
 * @param {Packages[string]} entry
 * @param {Packages[string] | undefined} other
 */
const isSame = (entry, other) => entry.version === other?.version && entry.integrity === other?.integrity;

/**
 * @param {string} file
 * @returns {Packages | null}
 */
const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
};

/**
 * Runs `npm ci` with progress on stderr. Ends the process with npm's output on failure.
 * @param {string} root
 */
export const installPackages = async (root) => {
  const paths = Object.keys(readPackages(join(root, "package-lock.json")) ?? {}).filter(Boolean);
  const unpacked = () => paths.filter((path) => existsSync(join(root, path, "package.json"))).length;
  const end = showProgress("Installing dependencies (npm ci)", {
    detail: () => `${unpacked()} of about ${paths.length} packages`,
  });
  const options = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const [program, args] = npm?.endsWith(".js") ? [process.execPath, [npm, ...options]] : ["npm", options];
  await runToEnd(program, args, { cwd: root, isQuiet: true, onFailure: () => end(false) });
  end();
};
