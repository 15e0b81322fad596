import { parseArgs } from "node:util";

/**
 * The side of a child process of the supervisor: its id from the command line, `ready` to the parent, and one orderly stop
 * on SIGTERM, SIGINT or when the parent is gone. Without a parent (a plain start) it works too.
 */
export const runAsChild = async (start: (id: string | undefined) => Promise<{ stop: () => Promise<void> }>) => {
  const { values } = parseArgs({ options: { id: { type: "string" }, dev: { type: "boolean" } }, strict: false });
  let stopping = false;
  const started = start(typeof values.id === "string" ? values.id : undefined);
  const stop = () => {
    // A group signal and the parent's own arrive one after the other.
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
