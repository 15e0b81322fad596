import type { World } from "./world.ts";

/**
 * One thing that goes wrong under load. `run` resolves when the fault is over; the system may still be recovering. `isLong`:
 * takes longer than a short run has time for. `needsPrlimit`: left out where util-linux is not installed.
 */
export type Fault = { run: (world: World) => Promise<void>; isLong?: boolean; needsPrlimit?: boolean };
