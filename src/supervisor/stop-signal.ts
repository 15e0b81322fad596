/**
 * Aborts once when this process is asked to stop: SIGINT, SIGTERM, SIGHUP, or the end of the process that started it
 * (its IPC channel closes, also after kill -9). Repeats change nothing: npm, the terminal and the bootstrap each pass
 * on the same Ctrl-C, and the stop that has begun is bounded in time.
 */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.connected) process.once("disconnect", stop);
  // Whoever read our output may be gone before us; that must not break the stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return controller.signal;
};

/** Thrown by what was under way when the stop came. */
export class Stopped extends Error {
  override name = "Stopped";
}
