import type { MissedView, RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { countOf, countText } from "#features/count-text.ts";

export type RecoveryNotice = { tone: "accent" | "ok" | "calm"; title: string; detail: string };

/** Webhooks switched off after a recovery began have missed more than that recovery sent. */
const wasOffSince = ({ createdAt }: RecoveryView, switchedOffAt: string | null): boolean =>
  switchedOffAt !== null && Date.parse(createdAt) <= Date.parse(switchedOffAt);

/** Tells whether a recovery sent all messages missed during the last time off. */
export const hasSentMissed = (recovery: RecoveryView | null, { since, switchedOffAt }: MissedView): boolean =>
  recovery?.state === "done" &&
  recovery.includeMissing &&
  recovery.status.includes("canceled") &&
  since !== null &&
  Date.parse(recovery.since) <= Date.parse(since) &&
  !wasOffSince(recovery, switchedOffAt);

/** Duration for which a finished recovery is shown. */
const RECENT_MS = 3_600_000;

type Now = {
  now: number;
  isPaused: boolean;
  isOff: boolean;
  switchedOffAt: string | null;
};

/** Describes a recovery's progress; null without one, an hour after its end, and once the webhook was off after it. */
export const recoveryNotice = (
  recovery: RecoveryView | null,
  { now, isPaused, isOff, switchedOffAt }: Now,
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
  if (isOff || wasOffSince(recovery, switchedOffAt)) return null;
  if (endedAt === null || now - Date.parse(endedAt) > RECENT_MS) return null;
  if (state === "done") {
    return {
      tone: "ok",
      title: sent === 0 ? "There was nothing to send again" : onTheirWay(sent),
      detail: sent === 0 ? "" : "What became of each is in the log.",
    };
  }
  return { tone: "calm", ...stopped(sent, count) };
};

/** Recoveries end when their messages wait for attempts, which may still fail. */
const onTheirWay = (sent: number): string =>
  sent === 1 ? "1 message is on its way again" : `${countOf(sent, "message")} are on their way again`;

const stopped = (sent: number, count: number): Pick<RecoveryNotice, "title" | "detail"> =>
  sent === 0
    ? { title: "Stopped before anything was handed over", detail: "You can go on with “Send missed again”." }
    : {
        title: `Stopped: ${countText(sent)} of ${countOf(count, "message")} ${sent === 1 ? "was" : "were"} handed over`,
        detail:
          "What is waiting still goes out, unless you press “Cancel everything waiting” below. The others were not sent: you can go on with “Send missed again”.",
      };
