import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAYERS } from "#lint/layers.ts";
import { withLayers } from "#lint/lint-overrides.ts";

const root = join(import.meta.dirname, "..", "..");
const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));

it("biome.json equals the output of the table", () => {
  expect(config, "biome.json is not what src/lint/layers.ts yields: run npm run layers").toEqual(
    withLayers(config, LAYERS),
  );
});

it("every folder of src, domain, adapters and features has its row", () => {
  const rows = new Set(LAYERS.map(({ of }) => of));
  const foldersOf = (parent: string) =>
    readdirSync(join(root, "src", parent), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? join(parent, entry.name) : [],
    );
  const folders = [".", "domain", "server", "features"].flatMap(foldersOf);
  const without = ["generated", "tests", "domain", "features"];
  expect(folders.filter((folder) => !rows.has(folder) && !without.includes(folder))).toEqual([]);
});

/** A file, its import, and whether the layers allow it. */
const PLANTED: readonly (readonly [file: string, source: string, isAllowed: boolean])[] = [
  ["src/domain/context.ts", "#engine/claim/in-flight.ts", false],
  ["src/domain/context.ts", "#domain/limits/limits.ts", true],
  ["src/domain/tenants/planted.ts", "#server/deps.ts", false],
  ["src/domain/tenants/planted.ts", "react", false],
  ["src/domain/tenants/planted.ts", "zod", true],
  ["src/domain/tenants/planted.ts", "node:crypto", true],
  ["src/domain/signing/planted.ts", "#domain/context.ts", false],
  ["src/domain/signing/planted.ts", "#domain/errors.ts", true],
  ["src/domain/subscriptions/planted.ts", "#domain/deliveries/delivery.schema.ts", false],
  ["src/domain/deliveries/planted.ts", "#domain/events/event.schema.ts", false],
  ["src/domain/events/planted.ts", "#domain/recoveries/recovery.schema.ts", false],
  ["src/domain/recoveries/planted.ts", "#domain/events/derive-events.ts", true],
  ["src/engine/claim/planted.ts", "#inngest/client.ts", false],
  ["src/engine/claim/planted.ts", "pg", false],
  ["src/engine/claim/planted.ts", "#domain/context.ts", true],
  ["src/rest/planted.ts", "#trpc/init.ts", false],
  ["src/rest/planted.ts", "#domain/operator/operator-deps.ts", false],
  ["src/rest/operator/planted.ts", "#domain/operator/operator-deps.ts", true],
  ["src/trpc/planted.ts", "#domain/operator/operator-deps.ts", false],
  ["src/engine/claim/planted.ts", "#domain/operator/operator-deps.ts", false],
  ["src/domain/tenants/planted.ts", "#domain/operator/operator-deps.ts", false],
  ["src/trpc/planted.ts", "#rest/route.ts", false],
  ["src/inngest/functions/planted.ts", "#server/deps.ts", false],
  ["src/inngest/functions/planted.ts", "#engine/claim/release-leases.ts", true],
  ["src/database/planted.ts", "#server/deps.ts", false],
  ["src/server/http-client/planted.ts", "#server/deps.ts", false],
  ["src/server/planted.ts", "#supervisor/keys.ts", false],
  ["src/features/deliveries/planted.tsx", "#features/webhooks/form/webhook-form.tsx", false],
  ["src/features/webhooks/planted.tsx", "#features/deliveries/log-filters.ts", true],
  ["src/features/webhooks/planted.tsx", "#domain/subscriptions/create-webhook.ts", false],
  ["src/features/webhooks/planted.tsx", "#domain/subscriptions/webhook.schema.ts", true],
  ["src/features/webhooks/planted.tsx", "../settings/account.tsx", false],
  ["src/components/ui/planted.tsx", "#features/request-error.ts", false],
  ["src/app/planted.tsx", "#database/database.ts", false],
  ["src/worker/planted.ts", "#rest/route.ts", false],
  ["src/client/planted.ts", "#domain/errors.ts", false],
  ["src/client/planted.ts", "../domain/errors.ts", false],
  ["src/client/planted.ts", "pg", false],
  ["src/client/planted.ts", "./event.ts", true],
  ["src/booking/planted.ts", "#domain/errors.ts", false],
  ["src/booking/planted.ts", "#generated/prisma/client.ts", false],
  ["src/booking/planted.ts", "#client/index.ts", true],
  ["src/domain/planted.ts", "#generated/booking/client.ts", false],
  ["src/features/events/planted.tsx", "#booking/by.ts", false],
  ["src/app/planted.tsx", "#booking/by.ts", true],
  ["src/tests/planted.ts", "../../bench/say.ts", false],
  ["src/engine/planted.test.ts", "../../scripts/start.ts", false],
  ["src/engine/planted.test.ts", "#tests/database.ts", true],
  ["scripts/planted.ts", "#features/request-error.ts", false],
  ["bench/planted.ts", "../scripts/start.ts", false],
];

describe("Biome", () => {
  let directory: string;
  let refused: Set<string>;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "bellhop-layers-"));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    };
    const { $schema: _, vcs: __, plugins: ___, ...rest } = config;
    write("biome.json", JSON.stringify(rest));
    const files = Map.groupBy(PLANTED, ([file]) => file);
    for (const [file, lines] of files) write(file, lines.map(([, source]) => `import "${source}";\n`).join(""));
    const { diagnostics } = lint(directory);
    refused = new Set(
      diagnostics.flatMap(({ category, location: { path, start } }) => {
        const line = category === "lint/style/noRestrictedImports" ? files.get(path)?.[start.line - 1] : undefined;
        return line ? keyOf(line) : [];
      }),
    );
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(PLANTED)("%s imports %s: %s", (file, source, isAllowed) => {
    expect(refused.has(keyOf([file, source]))).toBe(!isAllowed);
  });
});

const keyOf = ([file, source]: readonly [string, string, ...unknown[]]) => `${file} ${source}`;

type Report = { diagnostics: { category: string; location: { path: string; start: { line: number } } }[] };

/** Runs one process for all files. It exits with 1 for a refusal and still prints the report. */
const lint = (directory: string): Report => {
  const biome = join(root, "node_modules", ".bin", "biome");
  try {
    return JSON.parse(
      execFileSync(biome, ["lint", "--reporter=json", "--max-diagnostics=none", "."], {
        cwd: directory,
        encoding: "utf8",
        stdio: "pipe",
      }),
    );
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return JSON.parse(String(error.stdout));
    throw error;
  }
};
