import { parseArgs } from "node:util";
import { env } from "#env.ts";
import { checkStart } from "#supervisor/check-start.ts";
import { shrinkHeap } from "#supervisor/shrink-heap.ts";

/**
 * Sends `ready` to the supervisor and stops once on SIGTERM, SIGINT or its end. Without a supervisor, repeats
 * its checks first; a failed check is one line and exit code 1.
 */
export const runAsChild = async (start: (id: string | undefined) => Promise<{ stop: () => Promise<void> }>) => {
  const { values } = parseArgs({ options: { id: { type: "string" }, dev: { type: "boolean" } }, strict: false });
  const id = typeof values.id === "string" ? values.id : undefined;
  const isSupervised = id !== undefined && process.connected;
  if (!isSupervised) await checkStart(env(), console.error).catch(refuse);
  let stopping = false;
  const started = start(id);
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
