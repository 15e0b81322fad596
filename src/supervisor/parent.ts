import { parseArgs } from "node:util";
import { env } from "#env.ts";
import { checkStart } from "#supervisor/check-start.ts";

/**
 * The side of a child process of the supervisor: its id from the command line, `ready` to the parent, and one orderly stop
 * on SIGTERM, SIGINT or when the parent is gone. Started without a supervisor, the process first checks by itself what the
 * supervisor would have; what is wrong is one line and exit code 1.
 */
export const runAsChild = async (start: (id: string | undefined) => Promise<{ stop: () => Promise<void> }>) => {
  const { values } = parseArgs({ options: { id: { type: "string" }, dev: { type: "boolean" } }, strict: false });
  const id = typeof values.id === "string" ? values.id : undefined;
  const isSupervised = id !== undefined && process.connected;
  if (!isSupervised) await checkStart(env(), console.error).catch(refuse);
  let stopping = false;
  const started = start(id);
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

const refuse = (error: Error): never => {
  console.error(error.message);
  process.exit(1);
};
