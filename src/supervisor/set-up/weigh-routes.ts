import { globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** Scripts of a first load, as transferred. Next and React alone are 118 KB of it. */
export const SCRIPT_BYTES_MAX = 200 * 1024;

export type RouteWeight = { route: string; bytes: number };

const MANIFEST = "page_client-reference-manifest.js";
const ASSETS = /^\/_next\//;

const buildManifest = z.object({ rootMainFiles: z.array(z.string()).min(1) });
const routeManifest = z.object({ clientModules: z.record(z.string(), z.object({ chunks: z.array(z.string()) })) });

/**
 * Weighs the compressed scripts (`<file>.br`) that the first load of each route names, heaviest first. Scripts with `nomodule` and parts
 * that load after a click are not among them.
 *
 * @param directory `.next` of a complete build
 */
export const weighRoutes = (directory: string): RouteWeight[] => {
  const { rootMainFiles } = buildManifest.parse(JSON.parse(read(join(directory, "build-manifest.json"))));
  const sizes = new Map<string, number>();
  const sizeOf = (file: string): number => {
    const size = sizes.get(file) ?? statSync(join(directory, `${file}.br`)).size;
    sizes.set(file, size);
    return size;
  };
  const manifests = globSync(`**/${MANIFEST}`, { cwd: join(directory, "server", "app") });
  if (manifests.length === 0)
    throw new Error(`The build in ${directory} names no route (${MANIFEST}), so none can be weighed.`);
  return manifests
    .map((file) => {
      const { clientModules } = routeManifest.parse(readAssigned(join(directory, "server", "app", file)));
      const own = Object.values(clientModules).flatMap(({ chunks }) =>
        chunks.map((chunk) => chunk.replace(ASSETS, "")),
      );
      const scripts = new Set([...rootMainFiles, ...own.filter((chunk) => chunk.endsWith(".js"))]);
      return { route: routeOf(file), bytes: [...scripts].reduce((sum, script) => sum + sizeOf(script), 0) };
    })
    .toSorted((one, other) => other.bytes - one.bytes || one.route.localeCompare(other.route));
};

/** Throws for routes whose first load is too heavy, with a line for each. */
export const refuseHeavyRoutes = (weights: readonly RouteWeight[]): void => {
  const heavy = weights.filter(({ bytes }) => bytes > SCRIPT_BYTES_MAX);
  if (heavy.length === 0) return;
  const lines = heavy.map(
    ({ route, bytes }) =>
      `The first load of ${route} takes ${inKilobytes(bytes)} KB of compressed scripts; ${inKilobytes(SCRIPT_BYTES_MAX)} KB are allowed.`,
  );
  throw new Error(
    `${lines.join("\n")}\nLoad what the first view does not need on demand: next/dynamic, or useOnDemand.`,
  );
};

export const weightTable = (weights: readonly RouteWeight[]): string =>
  weights.map(({ route, bytes }) => `${inKilobytes(bytes).padStart(7)} KB  ${route}`).join("\n");

const inKilobytes = (bytes: number): string => (bytes / 1024).toFixed(1);

const read = (file: string): string => readFileSync(file, "utf8");

/** Next writes a script that assigns the manifest to a global: `globalThis.X["…"] = {…};`. */
const readAssigned = (file: string): unknown => {
  const text = read(file);
  return JSON.parse(text.slice(text.indexOf("] = ") + "] = ".length).replace(/;?\s*$/, ""));
};

/** Path of a page: folders in parentheses group pages only. */
const routeOf = (file: string): string =>
  `/${dirname(file)
    .split(/[\\/]/)
    .filter((part) => part !== "." && !/^\(.*\)$/.test(part))
    .join("/")}`;
