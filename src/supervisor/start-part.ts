import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { externalUrls } from "#database/database-urls.ts";
import { databaseAddresses } from "#database/wait-for-database.ts";
import type { Env } from "#env.ts";
import { loadSharedKeys } from "#supervisor/keys.ts";
import { startWarnings } from "#supervisor/ready-message.ts";
import { buildIfStale, isBuilt } from "#supervisor/set-up/build-if-stale.ts";
import { missingSharedKeys } from "#supervisor/shared-keys.ts";

export const PARTS = ["web", "worker", "migrate"] as const;

export type Part = (typeof PARTS)[number];

type Options = {
  root: string;
  env: Env;
  /** Environment of this process. Gets keys that an earlier start left in DATA_DIR. */
  source: NodeJS.ProcessEnv;
  programs: { web: string; worker: string; seed: string };
  stop: AbortSignal;
  log: (line: string) => void;
};

/**
 * Runs one part of the system in this process: the migrations to their end, the web process or the worker until a stop. Throws one
 * line if that cannot be. With NODE_ENV=production nothing is built, and nothing is written to the folder.
 */
export const startPart = async (part: Part, { root, env, source, programs, stop, log }: Options): Promise<void> => {
  const urls = externalUrls(env);
  if (!urls)
    throw new Error(
      `npm start -- --only ${part} needs a database of your own: set DATABASE_URL. The embedded database belongs to npm start as a whole.`,
    );
  const keys = loadSharedKeys({ dataDir: env.DATA_DIR, source }, log);
  const missing = missingSharedKeys({ ...source, ...keys });
  if (missing) throw new Error(missing);
  for (const warning of startWarnings(env)) log(warning);
  const isFixed = source.NODE_ENV === "production";
  Object.assign(source, keys, {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATA_DIR: resolve(env.DATA_DIR),
  });
  if (part === "migrate") {
    const { setUp } = await import("#supervisor/set-up/set-up.ts");
    const seed = env.SEED_DEMO ? programs.seed : null;
    const childEnv = { ...source, DATABASE_OWNER_URL: "" };
    await setUp(
      { root, urls, waitsFor: databaseAddresses(env), childEnv, seed, starts: [], builds: false },
      { stop, log },
    );
    return log("The database is ready for this version.");
  }
  if (part === "web" && !isFixed) await buildIfStale({ root, env: source, stop });
  else if (part === "web" && !isBuilt(root))
    throw new Error("The web application is not built, or older than its sources: run npm run build first.");
  // Running processes change no table.
  source.DATABASE_OWNER_URL = "";
  await import(pathToFileURL(programs[part]).href);
};

/** Reads `--only` and `--dev`. Throws the usage for anything else. */
export const readPart = (values: { only?: string | undefined; dev: boolean }): Part | null => {
  if (values.only === undefined) return null;
  const part = PARTS.find((known) => known === values.only);
  if (!part || values.dev) throw new Error(START_USAGE);
  return part;
};

export const START_USAGE = `Usage:
  npm start                         runs the whole system
  npm start -- --only web           runs one part, with a database of your own: web, worker or migrate
  npm run dev                       runs the whole system, and reloads it after changes`;
