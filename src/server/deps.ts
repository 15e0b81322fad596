import { type DatabaseTimeouts, WORK_TIMEOUTS } from "#database/database.ts";
import { newId } from "#domain/ids.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { env } from "#env.ts";
import { type Wiring, wire } from "#server/wire.ts";

// Next bundles this module into several graphs of one process; each wiring exists once.
const shared = globalThis as typeof globalThis & {
  bellhopWiring?: Wiring;
  bellhopPipelineWiring?: Wiring;
  bellhopWorkerId?: string;
  bellhopTimeouts?: DatabaseTimeouts;
};

export const deps = (): EngineDeps => wiring().deps;

/** The wiring of this process, made on first use, so that a build reads no settings. */
export const wiring = (): Wiring => {
  shared.bellhopWiring ??= wire(env(), workerIdOfProcess(), shared.bellhopTimeouts);
  return shared.bellhopWiring;
};

/**
 * The wiring of functions that a real Inngest calls in the web process: the worker's timeouts, and connections of its own. A
 * long statement is not canceled, and a silent one costs no connection that a person waits for.
 */
export const pipelineWiring = (): Wiring => {
  shared.bellhopPipelineWiring ??= wire(env(), workerIdOfProcess(), WORK_TIMEOUTS);
  return shared.bellhopPipelineWiring;
};

const workerIdOfProcess = (): string => {
  shared.bellhopWorkerId ??= newId("wrk");
  return shared.bellhopWorkerId;
};

/** Names this process in leases as the supervisor knows it. Call before the first use of `deps`. */
export const setWorkerId = (workerId: string, timeouts: DatabaseTimeouts = WORK_TIMEOUTS): void => {
  shared.bellhopWorkerId = workerId;
  shared.bellhopTimeouts = timeouts;
};

/** Waits until each attempt of this process is recorded, then ends its connections. Call it once no new work arrives. */
export const closeWirings = async (): Promise<void> => {
  const wirings = [shared.bellhopPipelineWiring, shared.bellhopWiring].filter((one) => one !== undefined);
  await Promise.all(wirings.map(({ deps }) => deps.inFlight.whenIdle()));
  await Promise.all(wirings.map(({ close }) => close()));
};
