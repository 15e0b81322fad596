import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** Release named last in CHANGELOG.md, with its commit. */
export const lastRelease = (): { version: string; commit: string } => {
  const text = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
  const [, version, commit] = /^## (\d+\.\d+\.\d+) \(commit `([\da-f]{40})`\)$/m.exec(text) ?? [];
  if (!version || !commit) throw new Error("CHANGELOG.md names no release with its commit: ## 0.2.0 (commit `…`)");
  return { version, commit };
};

/** Writes the files of a commit to a directory and makes them run: packages, and the client of the database. */
export const checkOutRelease = (commit: string, directory: string): void => {
  mkdirSync(directory);
  const archive = `${directory}.tar`;
  try {
    execFileSync("git", ["archive", `--output=${archive}`, commit], { cwd: ROOT, stdio: "pipe" });
  } catch {
    throw new Error(`git cannot read commit ${commit}: fetch the whole history.`);
  }
  execFileSync("tar", ["-xf", archive, "-C", directory]);
  if (hasItsPackages(directory)) copyPackages(directory);
  else execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: directory, stdio: "inherit" });
  const generator = pathToFileURL(join(directory, "src", "supervisor", "bootstrap", "generate-client.mjs")).href;
  const program = `const { generateClient } = await import(${JSON.stringify(generator)}); await generateClient(${JSON.stringify(directory)}, process.execPath);`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: directory, stdio: "inherit" });
};

type Packages = Record<string, { version?: string; optional?: boolean; devOptional?: boolean }>;

const packagesOf = (file: string): Packages => JSON.parse(readFileSync(file, "utf8")).packages;

/** Tells whether the installed packages hold all that the release needs, in its versions. */
const hasItsPackages = (directory: string): boolean => {
  const installed = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const own = packagesOf(installed);
  return Object.entries(packagesOf(join(directory, "package-lock.json"))).every(
    ([path, { version, optional, devOptional }]) =>
      path === "" || optional || devOptional || own[path]?.version === version,
  );
};

/** Links each file, which takes seconds; copies where the directory is on another disk. */
const copyPackages = (directory: string) => {
  const copy = (option: string) =>
    execFileSync("cp", [option, join(ROOT, "node_modules"), join(directory, "node_modules")], { stdio: "ignore" });
  try {
    copy("-al");
  } catch {
    execFileSync("rm", ["-rf", join(directory, "node_modules")]);
    copy("-a");
  }
};
