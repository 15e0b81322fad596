import { IMMINENT_MS } from "#components/ui/time-text.ts";
import type { Sentence } from "#features/labels/sentence-text.tsx";

export const upcomingWhen = (
  nextAttemptAt: string | null,
  {
    now,
    isPaused,
    isLimited = false,
    waitsFor = null,
  }: { now: number; isPaused: boolean; isLimited?: boolean; waitsFor?: string | null },
): Sentence => {
  if (waitsFor !== null) return ["after an earlier event"];
  if (nextAttemptAt === null) return ["being sent now"];
  if (Date.parse(nextAttemptAt) - now >= IMMINENT_MS) return [{ at: nextAttemptAt, as: "ago" }];
  if (isPaused) return ["when the receiver answers"];
  return [isLimited ? "when its turn comes" : "now"];
};
