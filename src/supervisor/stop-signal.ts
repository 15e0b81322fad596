const stopping = new AbortController();
let isListening = false;

/**
 * Aborts with `Stopped` on SIGINT, SIGTERM, SIGHUP, or the parent's end (its IPC channel closes). Ignores repeats, since
 * npm, terminal and bootstrap all pass on Ctrl-C. Each call returns the same signal.
 */
export const stopSignal = (): AbortSignal => {
  if (isListening) return stopping.signal;
  isListening = true;
  const stop = (why: string) => stopping.abort(new Stopped(why));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.connected) process.once("disconnect", () => stop("disconnect"));
  // Keeps the stop going after the reader of our output is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return stopping.signal;
};

/** The message is the signal. */
export class Stopped extends Error {
  override name = "Stopped";
}
