import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      /** npm flag of dependencies that only development tools need, or that a package supports optionally. */
      devOptional: z.boolean().default(false),
      optional: z.boolean().default(false),
    }),
  ),
});

type Package = { path: string; label: string; license: string; isOptional: boolean };

/** License text with its owners: packages, each with the copyright lines of its own copy. */
type LicenseText = { text: string; owners: string[] };

const RULE = "=".repeat(100);

/**
 * Builds THIRD-PARTY-NOTICES: all packages of package-lock.json except development-only ones, with license names, then
 * each license text once. Same result on every machine: platform-specific packages are listed from the lock, without
 * their texts.
 *
 * @param root directory of package-lock.json, with all packages installed
 */
export const thirdPartyNotices = (root: string): string => {
  const packages = listPackages(root);
  const list = [...new Set(packages.map(({ label, license }) => `${label}  ${license}`))];
  const texts = collectTexts(root, packages).map(({ text, owners }) => [RULE, ...owners, "", text].join("\n"));
  return `${[HEADING, list.join("\n"), ...texts].join("\n\n")}\n`;
};

const HEADING = `Third-party packages that Bellhop runs with, and their licenses. npm installs them; none is part of this repository.
Written by "npm run notices".`;

const listPackages = (root: string): Package[] => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path, { version, license = "no license named", optional }]) => ({
      path,
      label: `${path.replace(/^.*node_modules\//, "")}@${version}`,
      license,
      isOptional: optional,
    }))
    .sort((a, b) => compare(a.label, b.label) || compare(a.path, b.path));
};

const collectTexts = (root: string, packages: readonly Package[]): LicenseText[] => {
  const texts = new Map<string, LicenseText>();
  for (const { path, label, isOptional } of packages) {
    if (isOptional) continue;
    for (const file of licenseFiles(join(root, path))) {
      const { copyrights, text } = splitText(readFileSync(join(root, path, file), "utf8"));
      const key = text.replace(/\s+/g, " ");
      const known = texts.get(key) ?? { text, owners: [] };
      texts.set(key, known);
      const owner = [label, ...copyrights].join("\n    ");
      if (!known.owners.includes(owner)) known.owners.push(owner);
    }
  }
  return [...texts.values()];
};

const licenseFiles = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice|unlicense)/i.test(entry.name))
    .map(({ name }) => name)
    .sort(compare);

/** Copyright lines are the only difference between hundreds of copies. */
const splitText = (content: string): { copyrights: string[]; text: string } => {
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  const isCopyright = (line: string) => /^\s*(portions )?copyright\b.*(\(c\)|©|\d{4})/i.test(line);
  return {
    copyrights: lines.filter(isCopyright).map((line) => line.trim()),
    text: lines
      .filter((line) => !isCopyright(line))
      .map((line) => line.trimEnd())
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
  };
};

/** Compares by code unit: locale order differs between machines. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
