import { parseArgs } from "node:util";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import { type Env, env } from "#env.ts";
import { checkDatabase } from "#supervisor/check-database.ts";
import { missingSharedKeys } from "#supervisor/shared-keys.ts";
import { shrinkHeap } from "#supervisor/shrink-heap.ts";

/**
 * Sends `ready` to the supervisor and stops once on SIGTERM, SIGINT or its end. Without a supervisor, repeats
 * its checks first; a failed check is one line and exit code 1.
 */
export const runAsChild = async (
  start: (id: string | undefined, isSupervised: boolean) => Promise<{ stop: () => Promise<void> }>,
) => {
  const { values } = parseArgs({ options: { id: { type: "string" }, dev: { type: "boolean" } }, strict: false });
  const id = typeof values.id === "string" ? values.id : undefined;
  const isSupervised = id !== undefined && process.connected;
  if (!isSupervised) await checkStart(env(), console.error).catch(refuse);
  let stopping = false;
  const started = start(id, isSupervised);
  const stop = () => {
    // Ignores repeats: the group's signal and the parent's both arrive.
    if (stopping) return;
    stopping = true;
    started
      .then(({ stop: end }) => end())
      .then(() => process.exit(0))
      .catch((error: Error) => {
        console.error(error);
        process.exit(1);
      });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("disconnect", stop);
  await started;
  shrinkHeap();
  process.send?.({ type: "ready" });
};

const refuse = (error: Error): never => {
  console.error(error.message);
  process.exit(1);
};

/** Repeats the supervisor's checks for a process that starts without it. Waits for the database. */
const checkStart = async (settings: Env, log: (line: string) => void): Promise<void> => {
  if (!settings.DATABASE_URL)
    throw new Error(
      "Bad setting DATABASE_URL: required for a process that starts alone; npm start has its own database.",
    );
  const missing = missingSharedKeys(settings);
  if (missing) throw new Error(missing);
  // The owner is needed for migrations only.
  await waitForDatabase(databaseAddresses({ ...settings, DATABASE_OWNER_URL: undefined }), { log });
  await checkDatabase(settings);
};
