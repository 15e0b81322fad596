import type { Logger, Sql } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Watches this process from outside the use cases. Returns a logger that also hears the lines below the level.
 * @param sql may be used once the wiring is there
 */
export type Instrument = (
  log: Logger,
  sql: Sql,
) => { log: Logger } & Partial<Pick<EngineDeps, "traceparent" | "traceAttempt">>;

// Next bundles this module several times in one process; all wirings have the same instruments.
const shared = globalThis as typeof globalThis & { bellhopInstruments?: Instrument[] };

/** Call before the first wiring. */
export const addInstrument = (instrument: Instrument): void => {
  shared.bellhopInstruments = [...(shared.bellhopInstruments ?? []), instrument];
};

export const withInstruments = (log: Logger, sql: Sql): ReturnType<Instrument> => {
  let watched: ReturnType<Instrument> = { log };
  for (const instrument of shared.bellhopInstruments ?? []) watched = { ...watched, ...instrument(watched.log, sql) };
  return watched;
};
