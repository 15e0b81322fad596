import { spawn } from "node:child_process";
import { join } from "node:path";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { findChromium } from "#tests/find-chromium.ts";
import { browserStage } from "#tests/stages/browser-stage.ts";
import { buildStage } from "#tests/stages/build-stage.ts";
import { runStages, type Stage } from "#tests/stages/run-stages.ts";
import { lintStage, typesStage } from "#tests/stages/tool-stages.ts";
import { vitestStage } from "#tests/stages/vitest-stage.ts";

// `npm test`: runs every test, cheapest first. Exit code 0 = all tests ran and passed.
const root = join(import.meta.dirname, "..");
const stop = stopSignal();

/** Removes the machine's settings: tests use their own, and must not reach its database. */
const OURS =
  /^(PORT|HOST|BASE_URL|DATA_DIR|DATABASE_\w+|SEED_DEMO|ENGINE|EVENT_KEYS?|MASTER_KEYS\w*|AUTH_SECRET|UNKNOWN_TENANTS|METRICS_\w+|WORKER_PORT|BRAND_\w+|SMTP_URL|EMAIL_FROM|WEBHOOK_\w+|RETENTION_DAYS|TENANT_STORAGE_MB|KEEP_ALIVE_TIMEOUT|TRUSTED_PROXIES|PORTAL_\w+|OTEL_\w+|LOG_LEVEL|NODE_ENV|INNGEST_(?!DEV$)\w+)$/;
const env = { ...process.env };
for (const name of Object.keys(env)) if (OURS.test(name)) delete env[name];
const options = { root, env, stop };

const runShown = (program: string, args: string[]): Promise<boolean> =>
  new Promise((done) => {
    const withoutQuestions = { ...env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(program, args, {
      env: withoutQuestions,
      stdio: ["ignore", "inherit", "inherit"],
      signal: stop,
    });
    child.once("error", () => done(false));
    child.once("close", (code) => done(code === 0));
  });

const browser: Stage = {
  name: "browser tests",
  run: async () => browserStage(options, { CHROMIUM_PATH: await findChromium(runShown) }).run(),
};

const project = (name: string): Stage => vitestStage(options, name);
const isFine = await runStages(
  [
    lintStage(options),
    typesStage(options),
    { rows: [[buildStage(options), project("sockets")], [project("unit")]] },
    // Processes are mostly waited for: one core is enough for each row.
    {
      rows: [
        [project("db"), project("db-alone"), project("faults")],
        [project("processes"), project("protocol")],
      ],
    },
    browser,
  ],
  stop,
);
process.exit(isFine ? 0 : 1);
