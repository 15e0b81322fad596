import type { Fault } from "#tests/faults/fault.ts";
import { until } from "../until.ts";
import type { World } from "./world.ts";

/** The promise is 30 s; a busy test machine needs more. */
const RECOVERY_MS_MAX = 45_000;

/** Runs a fault and returns the ms from its end to the first new request at the receiver. */
export const runAndRecover = async (world: World, fault: Fault): Promise<number> => {
  await fault.run(world);
  const since = performance.now();
  const { received } = await world.recorder.counts();
  await until("deliveries go on", async () => (await world.recorder.counts()).received > received, RECOVERY_MS_MAX);
  return performance.now() - since;
};
