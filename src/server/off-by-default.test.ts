import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { startMetrics } from "#server/start-metrics.ts";
import { startTraces } from "#server/start-traces.ts";

const root = join(import.meta.dirname, "..");

/** Imports that load a module, types aside. */
const loadedBy = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^(?:import|export) (?!type )[^;]*? from "([^"]+)"/gms)].map(
    ([, specifier = ""]) => specifier,
  );

it("metrics and traces are off without their settings", async () => {
  const parsed = parseEnv({});
  if (!parsed.ok) expect.fail(parsed.problems.join());
  expect(await startMetrics(parsed.env, { process: "web", isSupervised: true })).toBeNull();
  expect(await startTraces(parsed.env, "web")).toBeNull();
});

it("only a dynamic import loads their code, so that nothing of it is there while they are off", () => {
  const files = globSync("**/*.{ts,tsx}", { cwd: root }).filter(
    (file) => !/\.test\.tsx?$|^tests\/|^server\/(metrics|traces)\/|^generated\//.test(file),
  );
  const loading = files.filter((file) =>
    loadedBy(file).some((specifier) => /^(#server\/(metrics|traces)\/|@opentelemetry\/)/.test(specifier)),
  );
  expect(loading).toEqual([]);
  // The pattern itself finds such imports.
  expect(loadedBy("server/metrics/process-metrics.ts")).toContain("#server/metrics/registry.ts");
  expect(loadedBy("server/traces/start-tracing.ts")).toContain("@opentelemetry/sdk-node");
});
