import { parseArgs } from "node:util";
import { env } from "#env.ts";
import { checkStart } from "#supervisor/check-start.ts";

/**
 * Runs a child process of the supervisor: reads its id from the command line, reports `ready` to the parent, and stops once on
 * SIGTERM, SIGINT or the parent's end. Without a supervisor the process checks its start itself: a problem is one line and
 * exit code 1.
 */
export const runAsChild = async (start: (id: string | undefined) => Promise<{ stop: () => Promise<void> }>) => {
  const { values } = parseArgs({ options: { id: { type: "string" }, dev: { type: "boolean" } }, strict: false });
  const id = typeof values.id === "string" ? values.id : undefined;
  const isSupervised = id !== undefined && process.connected;
  if (!isSupervised) await checkStart(env(), console.error).catch(refuse);
  let stopping = false;
  const started = start(id);
  const stop = () => {
    // The signal of the process group and that of the parent arrive one after the other.
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
  process.send?.({ type: "ready" });
};

const refuse = (error: Error): never => {
  console.error(error.message);
  process.exit(1);
};
