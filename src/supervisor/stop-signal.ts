/**
 * Aborts once when this process is asked to stop: by SIGINT, SIGTERM, SIGHUP, or the end of its parent (the IPC channel closes,
 * also after kill -9). Ignores repeats, since npm, the terminal and the bootstrap each pass on the same Ctrl-C.
 */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.connected) process.once("disconnect", stop);
  // The reader of this output may end first, which must not break the stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return controller.signal;
};

/** Thrown by work that a stop interrupts. */
export class Stopped extends Error {
  override name = "Stopped";
}
