import type { Layer } from "#lint/layer.ts";

type Pattern = { group: string[]; message: string };

type Config = { overrides: { linter: { rules: { style?: object } } }[] };

/** Replaces the layer overrides of a configuration and keeps the rest. */
export const withLayers = <Own extends Config>(config: Own, layers: readonly Layer[]) => ({
  ...config,
  overrides: [
    ...config.overrides.filter(({ linter }) => !("noRestrictedImports" in (linter.rules.style ?? {}))),
    ...lintOverrides(layers),
  ],
});

/** Builds the overrides of biome.json in order: later ones win. Tests may import all of `src`. */
const lintOverrides = (layers: readonly Layer[]) => [
  ...layers.map(({ of, mayImport, packages, instead }) =>
    override(
      [`src/${filesOf(of)}`, "!**/*.test.ts", "!**/*.test.tsx"],
      [
        {
          group: ["#*", "#*/**", "../**", ...[of, ...mayImport].map(allow)],
          message: `${instead} (${of} may import: ${mayImport.join(", ") || "nothing else"}.)`,
        },
        ...(packages ? [packagesOnly(packages, instead)] : []),
      ],
    ),
  ),
  override(
    ["src/tests/**", "src/**/*.test.ts", "src/**/*.test.tsx"],
    [
      {
        group: ["**/bench/**", "**/scripts/**"],
        message:
          "Nothing in src imports from scripts/ or bench/: what they share with tests stands in src/tests or src/supervisor.",
      },
    ],
  ),
  override(
    ["scripts/**"],
    [{ group: ["**/bench/**", ...UI], message: "A command reads its arguments and calls what stands in src/." }],
  ),
  override(
    ["bench/**"],
    [{ group: ["**/scripts/**", ...UI], message: "The bench starts the product and measures it from outside." }],
  ),
];

const UI = ["#app/**", "#features/**", "#components/**"];

const override = (includes: string[], patterns: Pattern[]) => ({
  includes,
  linter: { rules: { style: { noRestrictedImports: { level: "error", options: { patterns } } } } },
});

const packagesOnly = (packages: readonly string[], message: string): Pattern => ({
  group: [
    "*",
    "*/**",
    "!#*",
    "!#*/**",
    "!./**",
    "!../**",
    "!node:*",
    "!node:*/**",
    ...packages.map((name) => `!${name}`),
  ],
  message,
});

/** `domain` means a folder with all subfolders; `domain/*.ts` means files of one folder. */
const filesOf = (name: string) => (/\.tsx?$/.test(name) ? name : `${name}/**`);

const allow = (name: string) => (name.startsWith("!") ? `#${filesOf(name.slice(1))}` : `!#${filesOf(name)}`);
