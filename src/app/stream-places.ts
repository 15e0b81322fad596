import { findLivingSessions } from "#domain/sessions/find-living-sessions.ts";
import { deps } from "#server/deps.ts";
import { createStreamPlaces, type StreamPlaces } from "#trpc/stream-places.ts";

// Next bundles this module into several graphs of one process; all count in one place.
const shared = globalThis as typeof globalThis & { bellhopStreamPlaces?: StreamPlaces };

/** The live streams of this process. */
export const streamPlaces = (): StreamPlaces => {
  shared.bellhopStreamPlaces ??= createStreamPlaces({ findLiving: (ids) => findLivingSessions(deps(), ids) });
  return shared.bellhopStreamPlaces;
};
