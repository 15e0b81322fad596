import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { newId } from "#domain/ids.ts";
import { type Env, env } from "#env.ts";
import type { Readiness } from "#server/health/probes.ts";
import { type ChildName, checkStart } from "#supervisor/check-start.ts";
import { releaseLeases } from "#supervisor/release-worker-leases.ts";
import { shrinkHeap } from "#supervisor/shrink-heap.ts";
import { endAfter, stopMsMax } from "#supervisor/stop-deadline.ts";
import { Stopped, stopSignal } from "#supervisor/stop-signal.ts";

/** `id`: name in leases, from the supervisor if there is one. `handOver`: socket file between web process and worker. */
type Child = { id: string; isSupervised: boolean; readiness: Readiness; handOver: string | null };

type Start = (child: Child) => Promise<{ stop: () => Promise<void> }>;

/**
 * Sends `ready` to the supervisor and stops once on SIGTERM, SIGINT or its end. Without a supervisor, repeats its checks first;
 * a failed check is one line and exit code 1, and a stop that hangs is cut off. `/readyz` answers 503 from the signal on.
 */
export const runAsChild = async (name: ChildName, start: Start): Promise<void> => {
  const { values } = parseArgs({
    options: { id: { type: "string" }, dev: { type: "boolean" }, "hand-over": { type: "string" } },
    strict: false,
  });
  const { "hand-over": handOver } = values;
  const isSupervised = typeof values.id === "string" && process.connected;
  const id = typeof values.id === "string" ? values.id : newId("wrk");
  // Listens before the checks: process 1 of a container ignores signals without a listener.
  const stop = stopSignal();
  if (!isSupervised) await checkStart(name, env(), { log: console.error, stop }).catch(refuse);
  const readiness: Readiness = { stage: "starting" };
  const started = start({ id, isSupervised, readiness, handOver: typeof handOver === "string" ? handOver : null });
  onAbort(stop, () => {
    readiness.stage = "draining";
    const drainMs = isSupervised ? 0 : drainMsOf(name, stop, env());
    // A supervisor kills earlier, unless it has died itself.
    endAfter(stopMsMax({ ...env(), drainMs }), cutOff(id, env()));
    started
      .then(async ({ stop: end }) => {
        await pause(drainMs);
        await end();
        process.exit(0);
      })
      .catch((error: Error) => {
        console.error(error);
        process.exit(1);
      });
  });
  await started;
  if (readiness.stage === "starting") readiness.stage = "ready";
  shrinkHeap();
  process.send?.({ type: "ready" });
  if (!isSupervised && !stop.aborted) console.log(`Bellhop is ready (${name}).`);
};

const onAbort = (stop: AbortSignal, act: () => void) => {
  if (stop.aborted) act();
  else stop.addEventListener("abort", act, { once: true });
};

/** Gives balancers time to notice `/readyz`. The worker gets no requests, and a person does not wait for Ctrl-C. */
const drainMsOf = (name: ChildName, { reason }: AbortSignal, { DRAIN_DELAY }: Env): number =>
  name === "web" && reason instanceof Stopped && reason.message === "SIGTERM" ? DRAIN_DELAY : 0;

const cutOff = (id: string, { DATABASE_ENGINE_URL, DATABASE_URL = "" }: Env) => ({
  release: () => releaseLeases(DATABASE_ENGINE_URL ?? DATABASE_URL, id),
  exit: () => process.exit(0),
  log: console.error,
});

const refuse = (error: Error): never => {
  if (error instanceof Stopped) process.exit(0);
  console.error(error.message);
  process.exit(1);
};
