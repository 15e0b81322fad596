/** Files and folders of the project that running processes read, or that say whether the build is current. */
export const PROJECT_FILES: readonly string[] = [
  ".next",
  "LICENSE",
  "docs",
  "THIRD-PARTY-NOTICES",
  "next.config.mjs",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "prisma",
  "public",
  "scripts",
  "src",
  "tailwind.config.ts",
  "tsconfig.json",
];

/** Parts of a build that only the next build, a debugger or an editor reads. */
const PROJECT_LEFT_OUT = [
  /^\.next\/(cache|diagnostics|turbopack|types)(\/|$)/,
  /^\.next\/trace(-build)?$/,
  /^\.next\/.*\.map$/,
  /^src\/tests(\/|$)/,
  /^src\/.*\.(test|spec)\.tsx?$/,
];

export const isProjectFile = (path: string): boolean => !PROJECT_LEFT_OUT.some((pattern) => pattern.test(path));

/** TypeScript, which Node refuses inside of node_modules, source maps and documents. Licences stay. */
const PACKAGE_LEFT_OUT = [/\.map$/, /\.[cm]?tsx?$/, /\.flow$/, /(^|\/)(?!licen[cs]e|notice|copying)[^/]*\.md$/i];

/** Copies for other module systems, other databases and development. */
const LEFT_OUT_OF: Record<string, readonly RegExp[]> = {
  next: [/^dist\/(esm|docs)(\/|$)/, /^dist\/compiled\/next-server\/.*\.dev\.js$/],
  // Bundlers take these; Node takes `build/src`.
  "@opentelemetry": [/^build\/(esm|esnext)(\/|$)/],
  "@prisma/client": [/^runtime\/query_compiler_.*\.(cockroachdb|mysql|sqlite|sqlserver)\./],
};

/**
 * @param name of the package
 * @param path within it
 */
export const isPackageFile = (name: string, path: string): boolean =>
  ![...PACKAGE_LEFT_OUT, ...(LEFT_OUT_OF[name] ?? LEFT_OUT_OF[scopeOf(name)] ?? [])].some((pattern) =>
    pattern.test(path),
  ) &&
  // Packages inside of packages have paths of their own in the lock file.
  !path.startsWith("node_modules");

const scopeOf = (name: string): string => name.split("/", 1)[0] ?? name;
