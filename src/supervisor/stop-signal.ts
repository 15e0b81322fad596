/**
 * Aborts on SIGINT, SIGTERM, SIGHUP, or the parent's end (its IPC channel closes). Ignores repeats, since
 * npm, terminal and bootstrap all pass on Ctrl-C.
 */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.connected) process.once("disconnect", stop);
  // Keeps the stop going after the reader of our output is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return controller.signal;
};

export class Stopped extends Error {
  override name = "Stopped";
}
