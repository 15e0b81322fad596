import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { countOf, countText } from "#features/count-text.ts";

export type RecoveryNotice = { tone: "accent" | "ok" | "calm"; title: string; detail: string };

/** Whether all that was missed since then, because a webhook was off, has been sent by this one. */
export const hasSentMissed = (recovery: RecoveryView | null, missedSince: string): boolean =>
  recovery?.state === "done" &&
  recovery.includeMissing &&
  recovery.status.includes("canceled") &&
  Date.parse(recovery.since) <= Date.parse(missedSince);

/** How long the end of a recovery is worth a notice. */
const RECENT_MS = 3_600_000;

/** Where sending many things again stands; null when there is none, or its end is long past. */
export const recoveryNotice = (
  recovery: RecoveryView | null,
  { now, isPaused }: { now: number; isPaused: boolean },
): RecoveryNotice | null => {
  if (!recovery) return null;
  const { state, sent, count, endedAt } = recovery;
  if (state === "running") {
    return {
      tone: "accent",
      title: "Sending missed messages again",
      detail: isPaused
        ? "They wait until the receiver answers again. You can leave this page."
        : "A few at a time, so that the receiver can keep up. You can leave this page.",
    };
  }
  if (endedAt === null || now - Date.parse(endedAt) > RECENT_MS) return null;
  if (state === "done") {
    return {
      tone: "ok",
      title: sent === 0 ? "There was nothing to send again" : `${countOf(sent, "message")} sent again`,
      detail: sent === 0 ? "" : "What became of each is in the log.",
    };
  }
  return {
    tone: "calm",
    title: `Stopped after ${countText(sent)} of ${countOf(count, "message")}`,
    detail: "The others were not sent. You can go on with “Send missed again”.",
  };
};
