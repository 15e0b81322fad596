import { defineConfig } from "vitest/config";
import { generateClient } from "./src/supervisor/bootstrap/generate-client.mjs";

// Regenerates the client: tests need the current schema, also when Vitest is started directly.
await generateClient(import.meta.dirname, process.execPath);

const database = { globalSetup: ["src/tests/global-database.ts"], testTimeout: 60_000, hookTimeout: 60_000 };

/** Records the statements of a release, on demand (docs/operating/upgrading.md). */
const setupFiles = process.env.RECORD_STATEMENTS ? ["src/tests/upgrade/record-statements.ts"] : [];

/** Tests against real sockets, which wait for timeouts and for memory: too slow for `npm run check`. */
const SOCKETS = "src/server/http-client/*.test.ts";

/** They use the one wiring of a process, which comes from its environment, or count what a process keeps. */
const OWN_PROCESS = [
  "src/app/demo/book/forms.db.test.ts",
  "src/server/deps.db.test.ts",
  "src/server/traces/traces.db.test.ts",
  "src/tests/bounds/bounds.db.test.ts",
  "src/tests/handlers/trpc-requests.db.test.ts",
];

// `isolate: false`: files share a process, which loads each module once. It saves half of the time. A test restores what
// it replaces, and wires what it needs itself.
export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "src/tests/**", SOCKETS],
          testTimeout: 30_000,
          isolate: false,
        },
      },
      { test: { name: "sockets", include: [SOCKETS], testTimeout: 30_000 } },
      {
        test: {
          name: "db",
          include: ["src/**/*.db.test.ts"],
          exclude: OWN_PROCESS,
          setupFiles,
          isolate: false,
          ...database,
        },
      },
      { test: { name: "db-alone", include: OWN_PROCESS, setupFiles, ...database } },
      {
        test: {
          name: "protocol",
          include: ["src/tests/protocol/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Serial: each file starts the app.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "processes",
          include: ["src/tests/processes/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "faults",
          include: ["src/tests/faults/*.test.ts"],
          exclude: ["src/tests/faults/every-fault.test.ts"],
          testTimeout: 150_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "faults-long",
          include: ["src/tests/faults/every-fault.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
