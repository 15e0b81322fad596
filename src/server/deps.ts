import { type DatabaseTimeouts, WORK_TIMEOUTS } from "#database/database.ts";
import { newId } from "#domain/ids.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { env } from "#env.ts";
import { type Wiring, wire } from "#server/wire.ts";

// Next bundles this module several times in one process; all bundles share each wiring.
const shared = globalThis as typeof globalThis & {
  bellhopWiring?: Wiring;
  bellhopPipelineWiring?: Wiring;
  bellhopWorkerId?: string;
  bellhopTimeouts?: DatabaseTimeouts;
};

export const deps = (): EngineDeps => wiring().deps;

/** Lazy: a build has no settings. */
export const wiring = (): Wiring => {
  shared.bellhopWiring ??= wire(env(), workerIdOfProcess(), shared.bellhopTimeouts);
  return shared.bellhopWiring;
};

/**
 * Wiring for functions that an external Inngest calls in the web process: separate connections and the worker's
 * timeouts, so long statements may finish and block no user request.
 */
export const pipelineWiring = (): Wiring => {
  shared.bellhopPipelineWiring ??= wire(env(), workerIdOfProcess(), WORK_TIMEOUTS, deps());
  return shared.bellhopPipelineWiring;
};

const workerIdOfProcess = (): string => {
  shared.bellhopWorkerId ??= newId("wrk");
  return shared.bellhopWorkerId;
};

/** Sets the process name in leases, as the supervisor knows it. Call before the first use of `deps`. */
export const setWorkerId = (workerId: string, timeouts: DatabaseTimeouts = WORK_TIMEOUTS): void => {
  shared.bellhopWorkerId = workerId;
  shared.bellhopTimeouts = timeouts;
};

export const openWirings = (): Wiring[] =>
  [shared.bellhopPipelineWiring, shared.bellhopWiring].filter((one) => one !== undefined);

/**
 * Waits until all attempts of this process are recorded, then closes the connections. Call after new work has stopped.
 */
export const closeWirings = async (): Promise<void> => {
  const wirings = openWirings();
  await Promise.all(wirings.map(({ deps }) => deps.inFlight.whenIdle()));
  await Promise.all(wirings.map(({ close }) => close()));
};
