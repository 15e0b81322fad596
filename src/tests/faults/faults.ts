import { databaseFaults } from "./database-faults.ts";
import { processFaults } from "./process-faults.ts";
import { hasPrlimit } from "./processes.ts";
import { webhookFaults } from "./webhook-faults.ts";
import type { World } from "./world.ts";

/**
 * One thing that goes wrong under load. `run` resolves when the fault is over; the system may still be recovering. `isLong`:
 * takes longer than a short run has time for. `needsPrlimit`: left out where util-linux is not installed.
 */
export type Fault = { run: (world: World) => Promise<void>; isLong?: boolean; needsPrlimit?: boolean };

/** Every fault that this machine can make, by its name: for the tests one by one, for the soak at random. */
export const faults: Record<string, Fault> = Object.fromEntries(
  Object.entries({ ...processFaults, ...databaseFaults, ...webhookFaults }).filter(
    ([, { needsPrlimit }]) => !needsPrlimit || hasPrlimit(),
  ),
);
