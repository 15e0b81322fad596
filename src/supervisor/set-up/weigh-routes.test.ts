import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { refuseHeavyRoutes, SCRIPT_BYTES_MAX, weighRoutes, weightTable } from "#supervisor/set-up/weigh-routes.ts";

/** Writes a build as Next leaves it: two scripts of all pages, their old-browser script, and the chunks of each page. */
const buildOf = (pages: Record<string, string[]>, sizes: Record<string, number>): string => {
  const directory = mkdtempSync(join(tmpdir(), "bellhop-weights-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  };
  const rootMainFiles = ["static/chunks/react.js", "static/chunks/next.js"];
  write("build-manifest.json", JSON.stringify({ polyfillFiles: ["static/chunks/old.js"], rootMainFiles }));
  for (const [name, bytes] of Object.entries(sizes)) write(`static/chunks/${name}.br`, Buffer.alloc(bytes));
  for (const [page, chunks] of Object.entries(pages)) {
    const clientModules = Object.fromEntries(
      chunks.map((chunk, index) => [
        `[project]/src/part-${index}.tsx`,
        {
          id: index,
          name: "*",
          chunks: ["/_next/static/chunks/shell.js", `/_next/static/chunks/${chunk}`],
          async: false,
        },
      ]),
    );
    const name = JSON.stringify(`${page}/page`);
    write(
      `server/app${page}/page_client-reference-manifest.js`,
      `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST[${name}] = ${JSON.stringify({ clientModules })};\n`,
    );
  }
  return directory;
};

const SIZES = { "react.js": 60_000, "next.js": 50_000, "old.js": 40_000, "shell.js": 20_000, "form.js": 5_000 };

it("weighs each script of a route once, without those for browsers that know no modules, heaviest first", () => {
  const directory = buildOf(
    { "/(dashboard)/webhooks/[id]": ["form.js", "shell.js", "form.css"], "/(dashboard)/(home)": ["shell.js"], "": [] },
    SIZES,
  );
  expect(weighRoutes(directory)).toEqual([
    { route: "/webhooks/[id]", bytes: 135_000 },
    { route: "/", bytes: 130_000 },
    { route: "/", bytes: 110_000 },
  ]);
});

it("names a route that is too heavy, with its size and the limit", () => {
  const shared = 130_000;
  const directory = buildOf(
    { "/light": ["light.js"], "/heavy": ["heavy.js"] },
    { ...SIZES, "light.js": SCRIPT_BYTES_MAX - shared, "heavy.js": SCRIPT_BYTES_MAX - shared + 1_024 },
  );
  const weights = weighRoutes(directory);
  expect(weights.map(({ bytes }) => bytes - SCRIPT_BYTES_MAX)).toEqual([1_024, 0]);
  expect(() => refuseHeavyRoutes(weights)).toThrow(
    "The first load of /heavy takes 201.0 KB of compressed scripts; 200.0 KB are allowed.",
  );
  expect(() => refuseHeavyRoutes(weights)).not.toThrow("/light");
  expect(() => refuseHeavyRoutes(weights.slice(1))).not.toThrow();
  expect(weightTable(weights)).toBe("  201.0 KB  /heavy\n  200.0 KB  /light");
});

it("refuses a build that is not whole, instead of weighing less", () => {
  const { "form.js": _, ...others } = SIZES;
  expect(() => weighRoutes(buildOf({ "/webhooks": ["form.js"] }, others))).toThrow("form.js.br");
  expect(() => weighRoutes(buildOf({}, SIZES))).toThrow("names no route");
});
