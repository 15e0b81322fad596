import type { World } from "./world.ts";

/**
 * Fault under load. `run` resolves at the end of the fault; the system may still be recovering. `isLong`: too long for
 * a short run. `needsPrlimit`: skipped without util-linux.
 */
export type Fault = { run: (world: World) => Promise<void>; isLong?: boolean; needsPrlimit?: boolean };
