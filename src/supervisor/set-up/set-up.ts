import { checkSessions } from "#database/check-sessions.ts";
import { connectionsOf, connectionWarning } from "#database/connection-room.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import type { DatabaseAddress } from "#database/describe-database-error.ts";
import { migrateBooking } from "#database/migrations/migrate-booking.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { waitForDatabase } from "#database/wait-for-database.ts";
import { parseEnv } from "#env.ts";
import { checkDatabase } from "#supervisor/check-database.ts";
import { runProgram } from "#supervisor/run-program.ts";
import { buildIfStale } from "./build-if-stale.ts";

/** Message to the set-up process. */
export type SetUp = {
  root: string;
  urls: DatabaseUrls;
  /** Addresses to wait for. Empty if the database is embedded. */
  waitsFor: DatabaseAddress[];
  childEnv: NodeJS.ProcessEnv;
  /** Script of the demo data. Null = none. */
  seed: string | null;
  /** Processes that start afterwards. */
  starts: ("web" | "worker")[];
  /** Builds the web application if its sources have changed. */
  builds: boolean;
};

/** A new database gets all migrations at once: their names say nothing then. */
const NAMES_MAX = 5;

type Tools = { log: (line: string) => void; stop: AbortSignal };

/** Safe to repeat. */
export const setUp = async (order: SetUp, { log, stop }: Tools): Promise<void> => {
  const { root, urls, waitsFor, childEnv, seed, starts, builds } = order;
  await waitForDatabase(waitsFor, { log, stop });
  if (waitsFor.length > 0) await checkSessions(urls);
  const applied = await migrateDatabase(urls);
  if (applied.length > NAMES_MAX) log(`Applied ${applied.length} migrations, up to ${applied.at(-1)}`);
  else for (const name of applied) log(`Applied migration ${name}`);
  const parsed = parseEnv(childEnv);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => `Bad setting ${problem}`).join("\n"));
  await checkDatabase(parsed.env);
  if (seed) await migrateBooking(urls);
  if (seed) await runProgram([seed], { env: childEnv, stop, what: "Making the demo data" });
  if (builds) await buildIfStale({ root, env: process.env, stop });
  stop.throwIfAborted();
  if (waitsFor.length === 0) return;
  const warning = await connectionWarning(urls.engine, connectionsOf(starts, parsed.env));
  if (warning) log(warning);
};
