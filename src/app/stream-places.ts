import { findLivingSessions } from "#domain/sessions/find-living-sessions.ts";
import { deps } from "#server/deps.ts";
import { createStreamPlaces, type StreamPlaces } from "#trpc/stream-places.ts";

// Next bundles this module several times in one process; all bundles share the count.
const shared = globalThis as typeof globalThis & { bellhopStreamPlaces?: StreamPlaces };

export const streamPlaces = (): StreamPlaces => {
  shared.bellhopStreamPlaces ??= createStreamPlaces({ findLiving: (ids) => findLivingSessions(deps(), ids) });
  return shared.bellhopStreamPlaces;
};
